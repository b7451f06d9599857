"""The server itself, whichever service is asked.

- `application`: what is served, in which order, with every change made; `serve`: its sockets and its end.
- `settings`: what is decided before MiniStack is imported; `certificate`: that of HTTPS.
- `answers` and `cors`: what a browser sees of every answer; `owner`: what no page may do; `web`: a request and an answer.
- `inbox`: the e-mails and SMS that were sent; `state`: what is kept between runs.
"""

//! The parts every page is made of. They know nothing of AWS or of sign-in.

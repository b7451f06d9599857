#!/usr/bin/env bash
# Deploys Satchel: the stack, its config.json and the built page. See --help.
#
# It runs on any bash from 3.2 (macOS) and needs only the AWS CLI (1 or 2), awk, find and gzip, and curl where there is an
# OpenID Connect provider. Everything goes through the AWS CLI, so the real and the local AWS take the same way.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<'HELP'
Usage: deploy/deploy.sh [option]...

Deploys the stack, writes config.json from its outputs and uploads the page that `make build` has built.
Run it again to update: only what differs changes, and the files of earlier releases stay.

  --stack NAME           the stack's name (satchel)
  --region REGION        where to deploy (the AWS CLI's own region; us-east-1 on a local AWS)
  --parameter NAME=VALUE sets a parameter of template.yaml; repeatable; one that is not given keeps its value
  --dist DIR             the built page (dist)
  --config-only FILE     deploy the stack and write config.json to FILE; upload nothing
  --https-url URL        where visitors are sent whose provider returns by HTTPS only, such as a CloudFront
                         distribution before the bucket (the bucket's own HTTPS address)
  --s3-region REGION     lets the page's "Open bucket" reach buckets of that region too; repeatable
  --endpoint-url URL     a local AWS, such as http://localhost:4566
  --help                 this text

Credentials are the AWS CLI's own (AWS_PROFILE, aws sso login, ...).
HELP
}

# --- Saying what goes on ---------------------------------------------------------------------------------------------

step='reading the options'
advice='See deploy/deploy.sh --help.'

# begin STEP ADVICE: announces a step, and what to do should it fail.
begin() {
  step=$1 advice=$2
  printf '==> %s\n' "$step"
}

fail() {
  [[ $# -eq 0 ]] || printf '%s\n' "$*" >&2
  exit 1
}

work=$(mktemp -d)
finish() {
  local status=$?
  rm -rf "$work"
  if [[ $status -ne 0 ]]; then
    printf '\ndeploy.sh stopped while %s.\n%s\n' "$step" "$advice" >&2
  fi
}
trap finish EXIT

# --- Options ---------------------------------------------------------------------------------------------------------

stack=satchel
region=
dist=$here/../dist
config_only=
https_page=
endpoint=
parameters=()
s3_regions=()
origins_given=
returns_given=

while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --stack | --region | --parameter | --dist | --config-only | --https-url | --s3-region | --endpoint-url)
      [[ $# -ge 2 && -n $2 ]] || fail "$1 needs a value." ;;
    *) fail "Unknown option: $1" ;;
  esac
  case $1 in
    --stack) stack=$2 ;;
    --region) region=$2 ;;
    --parameter)
      [[ $2 == *=* ]] || fail "--parameter takes NAME=VALUE, not: $2"
      [[ $2 == AppOrigins=* ]] && origins_given=yes
      [[ $2 == ManagedLoginReturnUrls=* ]] && returns_given=yes
      parameters+=("$2") ;;
    --dist) dist=$2 ;;
    --config-only) config_only=$2 ;;
    --https-url)
      [[ $2 == https://* ]] || fail "--https-url takes an address that begins with https://, not: $2"
      https_page=$2 ;;
    --s3-region) s3_regions+=("$2") ;;
    --endpoint-url) endpoint=${2%/} ;;
  esac
  shift 2
done

# --- What is needed --------------------------------------------------------------------------------------------------

begin 'checking what is needed' 'Nothing has been changed.'

command -v aws >/dev/null || fail 'The AWS CLI (aws) is missing. Install it: https://aws.amazon.com/cli/'

if [[ -z $config_only && ! -f $dist/index.html ]]; then
  fail "There is no page in $dist. Build it first: make build"
fi

local_host=
if [[ $endpoint =~ ^https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?$ ]]; then
  local_host=localhost${BASH_REMATCH[2]}
fi

# A local AWS needs no account, and must never be shown the credentials of a real one by accident.
if [[ -n $local_host && -z ${AWS_ACCESS_KEY_ID:-} && -z ${AWS_PROFILE:-} ]]; then
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
fi

region=${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}}
[[ -n $region || -z $local_host ]] || region=us-east-1
[[ -n $region ]] || fail 'No region is set. Name one: --region eu-central-1'
export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=

# Where a local AWS shows the website, the browser's origin is not the one that the stack knows of.
if [[ -n $local_host && -z $origins_given ]]; then
  parameters+=("AppOrigins=http://localhost:8080,http://*.s3-website.$local_host")
fi
# Where `trunk serve` shows it.
if [[ -n $local_host && -z $returns_given ]]; then
  parameters+=("ManagedLoginReturnUrls=http://localhost:8080/")
fi

aws() {
  if [[ -n $endpoint ]]; then
    command aws --endpoint-url "$endpoint" "$@"
  else
    command aws "$@"
  fi
}

# Asked first, because any later message would be about something else.
if ! aws sts get-caller-identity --query Arn --output text >"$work/caller"; then
  [[ -z $local_host ]] || fail "No local AWS answers at $endpoint. Start it first: make dev"
  fail 'AWS does not accept the credentials, or there are none. Sign in first: aws configure, or aws sso login.'
fi
printf '    as %s in %s%s\n' "$(cat "$work/caller")" "$region" "${endpoint:+ at $endpoint}"

# --- The stack -------------------------------------------------------------------------------------------------------

begin "deploying the stack $stack" "What failed is listed above, and in the stack's events in the CloudFormation console.
If this was the stack's first deployment, delete what is left of it before trying again:
  aws cloudformation delete-stack --region $region --stack-name $stack"

# What failed in the stack's last operation, newest first; nothing with an AWS CLI older than this command.
stack_failures() {
  aws cloudformation describe-events --stack-name "$stack" --filters FailedEvents=true --output text --query \
    'OperationEvents[].[OperationId, LogicalResourceId, ValidationStatusReason || ResourceStatusReason]' 2>/dev/null |
    awk -F '\t' 'NR == 1 { last = $1 } $1 == last && $3 != "None" { printf "    %s: %s\n", $2, $3 }' >&2
}

if ! aws cloudformation deploy --stack-name "$stack" --template-file "$here/template.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  ${parameters[@]+--parameter-overrides "${parameters[@]}"} >"$work/deploy" 2>"$work/deploy.err"; then
  cat "$work/deploy.err" >&2
  stack_failures || true
  fail
fi
sed -nE 's/^(Successfully|No changes)/    &/p' "$work/deploy"

# --- config.json -----------------------------------------------------------------------------------------------------

begin 'writing config.json' 'The stack itself is deployed. Run deploy.sh again.'

aws cloudformation describe-stacks --stack-name "$stack" --output text \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' >"$work/outputs"

# output NAME: the value of one output of the stack.
output() {
  awk -F '\t' -v name="$1" '$1 == name { print $2; found = 1 } END { exit !found }' "$work/outputs" ||
    fail "The stack $stack has no output $1; it was deployed from another template."
}

# origin_of URL: its scheme, host and port.
origin_of() {
  printf '%s' "$1" | awk -F / '{ print $1 "//" $3 }'
}

# optional_output NAME: the same, or nothing where the stack has no such output.
optional_output() {
  awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$work/outputs"
}

user_pool_id=$(output UserPoolId)
user_pool_client_id=$(output UserPoolClientId)
password_min_length=$(output PasswordMinLength)
password_lowercase=$(output PasswordRequireLowercase)
password_uppercase=$(output PasswordRequireUppercase)
password_numbers=$(output PasswordRequireNumbers)
password_symbols=$(output PasswordRequireSymbols)
first_factors=$(output FirstFactors)
mfa=$(output Mfa)

# list NAME: the members of a JSON list, from an optional output with commas between them.
list() {
  optional_output "$1" | sed 's/[^,]*/"&"/g; s/,/, /g'
}

mfa_factors=$(list MfaFactors)
username_attributes=$(list UsernameAttributes)
alias_attributes=$(list AliasAttributes)
required_attributes=$(list RequiredAttributes)
remember_devices=$(output RememberDevices | tr '[:upper:]' '[:lower:]')
identity_pool_id=$(output IdentityPoolId)
allow_guests=$(output AllowGuests)
flow=
if [[ $(output ClassicFlow) == true ]]; then
  guest_role=$(optional_output GuestRoleArn)
  flow=", \"flow\": \"classic\", \"role_arn\": \"$(output AuthenticatedRoleArn)\"${guest_role:+, \"guest_role_arn\": \"$guest_role\"}"
fi
data_bucket=$(output DataBucketName)
table=$(output TableName)
api_url=$(output ApiUrl)
app_bucket=$(output AppBucketName)
website_url=$(output WebsiteUrl)
https_url=$(output HttpsUrl)

endpoints=
if [[ -n $endpoint ]]; then
  # A local AWS serves everything at one address, the API under a path of its own.
  api_id=${api_url#https://}
  api_url=$endpoint/_aws/execute-api/${api_id%%.*}/${api_url##*/}
  for service in cognito-idp cognito-identity sts s3 dynamodb; do
    endpoints+=${endpoints:+,}$'\n'"    \"$service\": \"$endpoint\""
  done
  endpoints=$',\n  "endpoints": {'$endpoints$'\n  }'
fi

# --- Providers outside: only those that are set, and no section at all without any.

providers=
provider_sources=

# provider NAME AUTHORIZE TOKEN MEMBER VALUE...: adds a provider; AUTHORIZE and TOKEN are where a local AWS stands in.
provider() {
  local name=$1 authorize=$2 token=$3 members=
  shift 3
  while [[ $# -gt 0 ]]; do
    members+="${members:+, }\"$1\": \"$2\""
    shift 2
  done
  if [[ -n $endpoint ]]; then
    [[ -z $authorize ]] || members+=", \"authorization_endpoint\": \"$endpoint/_providers/$authorize\""
    [[ -z $token ]] || members+=", \"token_endpoint\": \"$endpoint/_providers/$token\""
  fi
  members="{ $members }"
  [[ $name != oidc ]] || members="[$members]"
  providers+=${providers:+,}$'\n'"    \"$name\": $members"
}

# said NAME: a text of the provider's configuration, which is one JSON object. What is in inner objects is something else's.
said() {
  awk -v name="$1" '
    { text = text $0 " " }
    END {
      sub(/^[^{]*[{]/, "", text)
      while (gsub(/[{][^{}]*[}]/, "", text)) continue
      if (match(text, "\"" name "\"[ \t\r]*:[ \t\r]*\"[^\"]*\"")) {
        text = substr(text, RSTART, RLENGTH - 1)
        sub(/.*"/, "", text)
        gsub(/\\\//, "/", text)
        print text
      }
    }' "$work/openid"
}

# discover ISSUER RESPONSE_TYPE: what the page is going to ask and read of an OpenID Connect provider, so that nobody has
# to sign in there to find out that it does not work.
discover() {
  local issuer=$1 url=${1%/}/.well-known/openid-configuration token_endpoint=
  advice="The stack itself is deployed, and the page is as it was. Mend OidcIssuer or the provider, and run deploy.sh again."
  command -v curl >/dev/null || fail 'curl is missing, which asks the OpenID Connect provider where it answers.'
  curl -fsSL --max-time 30 -o "$work/openid" "$url" || fail "The OpenID Connect provider does not say where it answers: $url"
  [[ $(said issuer) == "$issuer" ]] ||
    fail "$url names the issuer '$(said issuer)', and OidcIssuer '$issuer'. They have to be the same to the letter."
  [[ -n $(said authorization_endpoint) ]] || fail "$url does not say where to sign in."
  provider_sources+=" $(origin_of "$issuer")"
  if [[ $2 == code ]]; then
    token_endpoint=$(said token_endpoint)
    [[ -n $token_endpoint ]] ||
      fail "$url names no token endpoint. If the provider gives ID tokens to pages: --parameter OidcResponseType=id_token"
    [[ $(origin_of "$token_endpoint") == $(origin_of "$issuer") ]] || provider_sources+=" $(origin_of "$token_endpoint")"
  fi
  advice='The stack itself is deployed. Run deploy.sh again.'
}

facebook_app_id=$(optional_output FacebookAppId)
google_client_id=$(optional_output GoogleClientId)
amazon_client_id=$(optional_output AmazonClientId)
apple_services_id=$(optional_output AppleServicesId)
oidc_issuer=$(optional_output OidcIssuer)
developer_url=$(optional_output DeveloperLoginUrl)
developer_login=

[[ -z $facebook_app_id ]] || provider facebook facebook/v23.0/dialog/oauth '' app_id "$facebook_app_id"
[[ -z $google_client_id ]] || provider google google/authorize '' client_id "$google_client_id"
if [[ -n $amazon_client_id ]]; then
  provider amazon amazon/authorize amazon/token client_id "$amazon_client_id"
  provider_sources+=' https://api.amazon.com'
fi
[[ -z $apple_services_id ]] || provider apple apple/authorize '' services_id "$apple_services_id"
if [[ -n $oidc_issuer ]]; then
  response_type=$(output OidcResponseType)
  discover "$oidc_issuer" "$response_type"
  # `code` is what the page takes it for anyway.
  [[ $response_type == code ]] && response_type=
  provider oidc '' '' name "$(optional_output OidcName)" issuer "$oidc_issuer" \
    client_id "$(optional_output OidcClientId)" ${response_type:+response_type "$response_type"}
fi
if [[ -n $developer_url ]]; then
  if [[ -n $endpoint && -n $(optional_output LoginUsersTableName) ]]; then
    login_id=${developer_url#https://}
    developer_url=$endpoint/_aws/execute-api/${login_id%%.*}/${login_id#*/}
  fi
  # The name is the one value that its owner may choose freely; the template allows neither quotes nor backslashes in it.
  developer_login=$',\n  "developer_login": { "name": "'$(optional_output DeveloperLoginName)'", "url": "'$developer_url'" }'
  provider_sources+=" $(origin_of "$developer_url")"
fi
[[ -z $providers ]] || providers=$',\n  "providers": {'$providers$'\n  }'

# --- Managed login: the user pool's domain, which a local AWS serves at its own address.

managed_login=
managed_login_url=$(optional_output ManagedLoginUrl)
if [[ -n $managed_login_url ]]; then
  [[ -z $endpoint ]] || managed_login_url=$endpoint
  provider_sources+=" $managed_login_url"
  pool_providers=
  IFS=, read -r -a names <<<"$(optional_output ManagedLoginProviders)"
  for name in ${names[@]+"${names[@]}"}; do
    case $name in
      LoginWithAmazon) called=Amazon ;;
      SignInWithApple) called=Apple ;;
      *) called=$name ;;
    esac
    pool_providers+="${pool_providers:+, }{ \"name\": \"$called\", \"identity_provider\": \"$name\" }"
  done
  login_page=$(optional_output ManagedLoginPage)
  managed_login=$',\n    "managed_login": { "url": "'$managed_login_url\"${login_page:+, \"page\": \"$login_page\"}
  managed_login+=", \"providers\": [$pool_providers] }"
fi

# Every deployment is reached by HTTPS at S3's own address as well; a local AWS is not.
[[ -n $https_page || -n $endpoint ]] || https_page=$https_url
https_member=
[[ -z $https_page ]] || https_member=$',\n  "https_url": "'$https_page'"'

session=
idle_timeout=$(output IdleTimeoutMinutes)
[[ $idle_timeout == 0 ]] || session=$',\n  "session": { "idle_timeout_minutes": '$idle_timeout' }'

# Every value is an identifier, an address or true or false: none needs escaping.
cat >"$work/config.json" <<JSON
{
  "region": "$region",
  "user_pool": {
    "id": "$user_pool_id",
    "client_id": "$user_pool_client_id",
    "password_policy": {
      "min_length": $password_min_length,
      "require_lowercase": $password_lowercase,
      "require_uppercase": $password_uppercase,
      "require_numbers": $password_numbers,
      "require_symbols": $password_symbols
    },
    "username_attributes": [$username_attributes],
    "alias_attributes": [$alias_attributes],
    "standard_required_attributes": [$required_attributes],
    "first_factors": ["${first_factors//,/\", \"}"],
    "mfa": "$mfa",
    "mfa_factors": [$mfa_factors],
    "remember_devices": "$remember_devices"$managed_login
  },
  "identity_pool": { "id": "$identity_pool_id", "allow_guests": $allow_guests$flow },
  "storage": {
    "places": [
      {
        "label": "My files",
        "bucket": "$data_bucket",
        "region": "$region",
        "prefix": "private/{identity_id}/",
        "access": { "authenticated": ["get", "list", "write", "delete"] }
      },
      {
        "label": "Shared",
        "bucket": "$data_bucket",
        "region": "$region",
        "prefix": "shared/",
        "access": { "guest": ["get", "list"], "authenticated": ["get", "list"] }
      }
    ]
  },
  "tables": [{ "name": "$table", "partition_key": "IdentityId", "sort_key": "ItemId" }],
  "api": { "url": "$api_url" }$https_member$session$providers$developer_login$endpoints
}
JSON

if [[ -n $config_only ]]; then
  # Put in place in one step: a page that is just loading never sees half of it.
  mkdir -p "$(dirname "$config_only")"
  cp "$work/config.json" "$config_only.new"
  mv "$config_only.new" "$config_only"
  printf '    %s\n' "$config_only"
  exit 0
fi

# --- The page --------------------------------------------------------------------------------------------------------

begin 'narrowing what index.html may connect to' 'The page was built with another index.html than this deploy.sh knows.'

# Downloads are asked for in a frame.
s3_sources=
if [[ -n $endpoint ]]; then
  sources="'self' $endpoint"
  s3_sources=$endpoint
else
  sources="'self' ${api_url%/*}"
  for service in cognito-idp cognito-identity sts dynamodb; do
    sources+=" https://$service.$region.amazonaws.com"
  done
  # "Open bucket" reaches any bucket of these regions; buckets with dots in their names by path.
  for s3_region in "$region" ${s3_regions[@]+"${s3_regions[@]}"}; do
    s3_sources+="${s3_sources:+ }https://s3.$s3_region.amazonaws.com https://*.s3.$s3_region.amazonaws.com"
  done
  sources+=" $s3_sources"
  sources+=$provider_sources
fi

# narrow DIRECTIVE SOURCES: the page from the standard input with other sources for a directive. Only it changes; the rest of
# the policy is the page's own business. The policy is looked for in its element, whose attributes a minifier may have put in
# another order and stripped of their quotes.
narrow() {
  awk -v directive="$1" -v sources="$2" '
    { page = page $0 "\n" }
    END {
      rest = page
      while (match(rest, /<meta[^>]*>/)) {
        at += RSTART
        element = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + 1)
        if (element ~ /http-equiv=["\047]?Content-Security-Policy/ && match(element, directive "[^;\">]*")) {
          start = at + RSTART - 1
          printf "%s%s %s%s", substr(page, 1, start - 1), directive, sources, substr(page, start + RLENGTH)
          exit
        }
      }
      exit 1
    }' || fail "$dist/index.html has no Content-Security-Policy with a $1 directive."
  printf '    %s %s\n' "$1" "$2" >&2
}
narrow connect-src "$sources" <"$dist/index.html" >"$work/connecting.html"
narrow frame-src "$s3_sources" <"$work/connecting.html" >"$work/index.html"

# The content type of a file, by its name.
content_type() {
  case $1 in
    *.html) echo 'text/html; charset=utf-8' ;;
    *.js | *.mjs) echo 'text/javascript; charset=utf-8' ;;
    *.css) echo 'text/css; charset=utf-8' ;;
    *.wasm) echo application/wasm ;;
    *.json | *.map) echo application/json ;;
    *.webmanifest) echo application/manifest+json ;;
    *.svg) echo image/svg+xml ;;
    *.txt) echo 'text/plain; charset=utf-8' ;;
    *.ico) echo image/x-icon ;;
    *.png) echo image/png ;;
    *.jpg | *.jpeg) echo image/jpeg ;;
    *.webp) echo image/webp ;;
    *.woff2) echo font/woff2 ;;
    *) echo application/octet-stream ;;
  esac
}

# How long a browser may keep a file without asking. A name that Trunk made with a hash never means another content.
cache_control() {
  if [[ $1 == index.html || $1 == config.json ]]; then
    echo no-cache
  elif [[ $1 =~ -[0-9a-f]{16}(_bg)?[./] ]]; then
    echo 'public, max-age=31536000, immutable'
  else
    echo 'public, max-age=86400'
  fi
}

# upload FILE KEY: puts a file into the app bucket as a browser should get it.
upload() {
  local file=$1 key=$2 type cache encoding=()
  type=$(content_type "$key")
  cache=$(cache_control "$key")
  case $type in
    # Compressed by their own format; what is unknown stays as it is.
    image/png | image/jpeg | image/webp | font/woff2 | application/octet-stream) ;;
    *)
      # -n: no name and time, so the same content is always the same object.
      gzip -9 -n -c "$file" >"$work/gzipped"
      file=$work/gzipped encoding=(--content-encoding gzip) ;;
  esac
  printf '    %s\n' "$key"
  aws s3 cp "$file" "s3://$app_bucket/$key" --only-show-errors \
    --content-type "$type" --cache-control "$cache" ${encoding[@]+"${encoding[@]}"}
}

begin "uploading the page to $app_bucket" 'The release that was there before is still whole. Run deploy.sh again.'

# What index.html refers to goes first and itself last: whoever opens the page meanwhile gets a whole release, and a tab
# still open on an earlier one finds its files. Build tools' own files start with a dot; config.json is made here.
(cd "$dist" && find . -type f ! -path '*/.*' ! -path ./index.html ! -path ./config.json | sort) >"$work/files"
while IFS= read -r file; do
  upload "$dist/$file" "${file#./}"
done <"$work/files"
upload "$work/config.json" config.json
upload "$work/index.html" index.html

# --- Done ------------------------------------------------------------------------------------------------------------

if [[ -n $local_host ]]; then
  printf '\nSatchel is at http://%s.s3-website.%s/\n' "$app_bucket" "$local_host"
else
  printf '\nSatchel is at %s/\nand over HTTPS at %s\n' "$website_url" "$https_url"
fi

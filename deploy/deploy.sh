#!/usr/bin/env bash
# Deploys Satchel: the stack, its config.json and api.json, and the built page. See --help.
#
# It runs on any bash from 3.2 (macOS) and needs only the AWS CLI (1 or 2), Python 3 (as the build of the page does), awk, find
# and gzip, and curl where there is an OpenID Connect provider. Everything goes through the AWS CLI, so the real and the local
# AWS take the same way. What others say (the stack's outputs, a provider) is read by Python alone: config_json.py,
# api_json.py, openid.py, content_policy.py.
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
  --config-only FILE     deploy the stack and write config.json to FILE, and api.json beside it; upload nothing
  --https-url URL        where visitors are sent whose provider returns by HTTPS only, such as a CloudFront
                         distribution before the bucket (the bucket's own HTTPS address)
  --s3-region REGION     lets the page's "Open bucket" reach buckets of that region too; repeatable
  --api-endpoints FILE   further APIs for the page "API": a JSON list as in README.md, "The API"
  --config-additions FILE  what config.json says that the stack does not know of: a JSON object as in README.md, "What the
                         stack does not know"
  --connect URL          lets the page call that origin too, such as one that visitors type; repeatable
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
api_endpoints=
config_additions=
endpoint=
parameters=()
s3_regions=()
connections=()
origins_given=
returns_given=

while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --stack | --region | --parameter | --dist | --config-only | --https-url | --api-endpoints | --config-additions | --s3-region | --connect | --endpoint-url)
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
    --api-endpoints)
      [[ -f $2 ]] || fail "There is no file $2. --api-endpoints takes a JSON list of endpoints."
      api_endpoints=$2 ;;
    --config-additions)
      [[ -f $2 ]] || fail "There is no file $2. --config-additions takes a JSON object."
      config_additions=$2 ;;
    --s3-region) s3_regions+=("$2") ;;
    --connect) connections+=("$2") ;;
    --endpoint-url) endpoint=${2%/} ;;
  esac
  shift 2
done

# --- What is needed --------------------------------------------------------------------------------------------------

begin 'checking what is needed' 'Nothing has been changed.'

command -v aws >/dev/null || fail 'The AWS CLI (aws) is missing. Install it: https://aws.amazon.com/cli/'
command -v python3 >/dev/null || fail 'Python 3 (python3) is missing. Install it: https://www.python.org/downloads/'

if [[ -z $config_only && ! -f $dist/index.html ]]; then
  fail "There is no page in $dist. Build it first: make build"
fi

local_host=
if [[ $endpoint =~ ^https?://(localhost|127\.0\.0\.1)(:[0-9]+)?$ ]]; then
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
  parameters+=("AppOrigins=http://localhost:8080,http://*.$local_host")
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

# Comments and empty lines count towards the 51,200 bytes that CloudFormation takes of a template that is not in a bucket.
sed -e '/^ *#/d' -e '/^ *$/d' "$here/template.yaml" >"$work/template.yaml"
if ! aws cloudformation deploy --stack-name "$stack" --template-file "$work/template.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  ${parameters[@]+--parameter-overrides "${parameters[@]}"} >"$work/deploy" 2>"$work/deploy.err"; then
  cat "$work/deploy.err" >&2
  stack_failures || true
  fail
fi
sed -nE 's/^(Successfully|No changes)/    &/p' "$work/deploy"

# --- config.json -----------------------------------------------------------------------------------------------------

begin 'reading what the stack has' 'The stack itself is deployed. Run deploy.sh again.'

aws cloudformation describe-stacks --stack-name "$stack" --output json --query 'Stacks[0].Outputs' >"$work/outputs.json"

# output NAME: the value of one output of the stack; nothing where it has no such output.
output() {
  python3 "$here/config_json.py" "$work/outputs.json" --output "$1"
}

issuer=$(output OidcIssuer)
token_endpoint=
if [[ -n $issuer ]]; then
  begin "asking $issuer where it answers" "The stack itself is deployed, and the page is as it was. Mend OidcIssuer or the provider, and run deploy.sh again."
  token_endpoint=$(python3 "$here/openid.py" "$issuer" "$(output OidcResponseType)")
fi

begin 'writing config.json and api.json' 'The stack itself is deployed. Run deploy.sh again.'

python3 "$here/config_json.py" "$work/outputs.json" "$work/config.json" \
  ${endpoint:+--endpoint-url "$endpoint"} ${https_page:+--https-url "$https_page"} \
  ${api_endpoints:+--api-endpoints "$api_endpoints"} ${config_additions:+--config-additions "$config_additions"}

# The stack's API, whatever its owner has made of it.
api=$(output ApiUrl)
api_id=${api#https://}
api_id=${api_id%%.*}
aws apigateway get-export --rest-api-id "$api_id" --stage-name "${api##*/}" --export-type oas30 \
  --accepts application/json "$work/export.json" >/dev/null
aws apigateway get-documentation-parts --rest-api-id "$api_id" --output json >"$work/parts.json"
python3 "$here/api_json.py" "$work/export.json" "$work/parts.json" "$work/config.json" "$work/api.json"

if [[ -n $config_only ]]; then
  # Put in place in one step: a page that is just loading never sees half of it.
  put() {
    cp "$1" "$2.new"
    mv "$2.new" "$2"
    printf '    %s\n' "$2"
  }
  mkdir -p "$(dirname "$config_only")"
  put "$work/api.json" "$(dirname "$config_only")/api.json"
  put "$work/config.json" "$config_only"
  exit 0
fi

# --- The page --------------------------------------------------------------------------------------------------------

begin 'narrowing what index.html may connect to' 'The stack itself is deployed, and the page is as it was. Mend what is said above, and run deploy.sh again.'

narrow=("$dist/index.html" "$work/config.json" "$work/index.html" ${token_endpoint:+--also "$token_endpoint"})
for s3_region in ${s3_regions[@]+"${s3_regions[@]}"}; do
  narrow+=(--s3-region "$s3_region")
done
for connection in ${connections[@]+"${connections[@]}"}; do
  narrow+=(--also "$connection")
done
python3 "$here/content_policy.py" "${narrow[@]}"

# The content type of a file, by its name.
content_type() {
  case $1 in
    *.html | .well-known/change-password) echo 'text/html; charset=utf-8' ;;
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
  if [[ $1 == index.html || $1 == config.json || $1 == api.json ]]; then
    echo no-cache
  elif [[ $1 =~ -[0-9a-f]{16}(_bg)?[./] ]]; then
    echo 'public, max-age=31536000, immutable'
  elif [[ $1 == words/* ]]; then
    # A release may have new texts.
    echo 'public, max-age=600'
  else
    echo 'public, max-age=86400'
  fi
}

# stage FILE KEY: makes a file ready to be uploaded under that key, as a browser should get it.
stage() {
  local file=$1 key=$2 type cache group staged
  type=$(content_type "$key")
  cache=$(cache_control "$key")
  # One folder for all that is uploaded with the same headers.
  group=$work/page/$(tr -c '[:alnum:]' _ <<<"$type $cache")
  staged=$group/files/$key
  mkdir -p "$(dirname "$staged")"
  case $type in
    # Compressed by their own format; what is unknown stays as it is.
    image/png | image/jpeg | image/webp | font/woff2 | application/octet-stream)
      : >"$group/encoding"
      cp "$file" "$staged" ;;
    *)
      echo gzip >"$group/encoding"
      # -n: no name and time, so the same content is always the same object.
      gzip -9 -n -c "$file" >"$staged" ;;
  esac
  echo "$type" >"$group/type"
  echo "$cache" >"$group/cache"
}

# upload_staged: puts what is staged into the app bucket, by one call for all that has the same headers. (A call for each file
# takes a second of the AWS CLI's own.)
upload_staged() {
  local group encoding
  for group in "$work"/page/*; do
    encoding=$(cat "$group/encoding")
    aws s3 cp "$group/files" "s3://$app_bucket/" --recursive --only-show-errors \
      --content-type "$(cat "$group/type")" --cache-control "$(cat "$group/cache")" ${encoding:+--content-encoding "$encoding"}
    (cd "$group/files" && find . -type f | sort | sed 's|^\./|    |')
  done
  rm -r "$work/page"
}

app_bucket=$(output AppBucketName)
begin "uploading the page to $app_bucket" 'The release that was there before is still whole. Run deploy.sh again.'

# What index.html refers to goes first and itself last: whoever opens the page meanwhile gets a whole release, and a tab
# still open on an earlier one finds its files. Build tools' own files start with a dot; config.json and api.json are
# made here.
(cd "$dist" && find . -type f ! -path '*/.*' ! -path ./index.html ! -path ./config.json ! -path ./api.json | sort) \
  >"$work/files"
while IFS= read -r file; do
  stage "$dist/$file" "${file#./}"
done <"$work/files"
if [[ -f $dist/change-password.html ]]; then stage "$dist/change-password.html" .well-known/change-password; fi
stage "$work/api.json" api.json
upload_staged
stage "$work/config.json" config.json
upload_staged
stage "$work/index.html" index.html
upload_staged

# --- Done ------------------------------------------------------------------------------------------------------------

if [[ -n $local_host ]]; then
  printf '\nSatchel is at http://%s.s3-website.%s/\n' "$app_bucket" "$local_host"
else
  printf '\nSatchel is at %s/\nand over HTTPS at %s\n' "$(output WebsiteUrl)" "$(output HttpsUrl)"
fi

# Sourced by ./run, ./test and ./fairlead: finds the SDK and builds quietly. All words go to standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Nodes that outlive the build would keep the pipes of whoever called us open.
export MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

require_sdk() {
  mkdir -p "$artifacts" 2>/dev/null && [ -w "$artifacts" ] ||
    fail "The folder $artifacts cannot be written. Clone the repository to a place of your own, or correct its owner."
  # The SDK writes below the home folder. Where that cannot be written, it writes here.
  if [ ! -w "${HOME:-/nonexistent}" ]; then
    export HOME=$artifacts/home DOTNET_CLI_HOME=$artifacts/home NUGET_PACKAGES=${NUGET_PACKAGES:-$artifacts/packages}
    mkdir -p "$HOME"
  fi
  if ! command -v dotnet >/dev/null; then
    fail "Fairlead needs the .NET 10 SDK, and there is no 'dotnet' in the PATH. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" \
      "or with your package manager (Debian: dotnet-sdk-10.0)."
  fi
  if ! (cd "$root" && dotnet --version >/dev/null 2>&1); then
    fail "Fairlead needs the .NET SDK $(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json") or a later 10.0.x; installed:" \
      "$(dotnet --list-sdks | sed 's/ .*//' | tr '\n' ' '). Get it from https://dotnet.microsoft.com/download/dotnet/10.0."
  fi
}

# build NAME TARGET [OPTION…]: builds, shows that it goes on, and the errors when it fails.
build() {
  local name=$1 target=$2 log start pid
  shift 2
  log=$artifacts/build-$(basename "$target").log
  start=$SECONDS
  # Two builds at once would write the same files.
  (flock 9 2>/dev/null || true; cd "$root" && dotnet build "$target" -nologo -v quiet "$@" 9>&-) >"$log" 2>&1 </dev/null 9>"$artifacts/.build.lock" &
  pid=$!
  if [ -t 2 ]; then
    while kill -0 $pid 2>/dev/null; do
      printf '\rBuilding %s… %d s' "$name" $((SECONDS - start)) >&2
      sleep 1
    done
    printf '\r\033[K' >&2
  else
    say "Building $name…"
  fi
  if ! wait $pid; then
    { grep -E ': error ' "$log" || tail -n 20 "$log"; } | sort -u | head -n 40 >&2
    fail "The build of $name failed; all of its output is in $log."
  fi
}

# build_if_changed NAME PROJECT FOLDER…: builds PROJECT in Release when something in its folders is newer than the last build.
build_if_changed() {
  local name=$1 project=$2 stamp
  shift 2
  stamp=$artifacts/.built-$(basename "$project" .csproj)
  if [ -e "$stamp" ] && [ -z "$(cd "$root" && find Directory.*.props Directory.*.targets global.json .editorconfig "$@" -newer "$stamp" -print -quit)" ]; then
    return
  fi
  require_sdk
  touch "$stamp.begun"
  build "$name" "$project" -c Release
  mv "$stamp.begun" "$stamp"
}

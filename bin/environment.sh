# Sourced by the commands in bin/: finds Python, makes .venv and installs what a requirements file pins.
# A copy of the file inside .venv tells whether that was done; nothing is installed twice.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

fail() {
    printf '\nFEIL: %s\n' "$*" >&2
    exit 1
}

free_megabytes() {
    df -Pk . | awk 'NR == 2 { print int($4 / 1024) }'
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    if [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    local python found
    found="$(python3 --version 2>&1 || true)"
    python="$(find_python)" || fail "Fotfeste trenger Python 3.11 eller nyere. Her er: ${found:-ingen Python}. Nyere Python kan pekes ut med PYTHON=/sti/til/python3 $0"
    local free
    free="$(free_megabytes)"
    [ "$free" -ge 1024 ] || fail "Disken er nesten full: $free MB ledig, og første start trenger 1024 MB."
    echo "  Lager .venv med $("$python" --version) …"
    "$python" -m venv --clear .venv || {
        rm -rf .venv
        fail "Kunne ikke lage .venv. På Debian og Ubuntu mangler ofte en pakke: apt-get install python3-venv"
    }
}

install_requirements() {
    local file="$1"
    if cmp -s "$file" ".venv/$file"; then
        return
    fi
    echo "  Henter Python-pakker ($file) …"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$file" || {
        [ "$(free_megabytes)" -ge 50 ] || fail "Disken ble full mens pakkene ble hentet. Rydd, og start på nytt."
        fail "Pakkene i $file kunne ikke installeres. Sjekk nettet og meldingen over."
    }
    cp "$file" ".venv/$file"
}

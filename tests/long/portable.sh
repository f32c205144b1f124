#!/bin/sh
# Test portability on one machine: sh tests/long/portable.sh [PART...]   (default: all parts)
#
# These parts take seconds and run in `make test`:
#   options   no script uses options that only the GNU programs have
#   shells    all installed shells accept every script
#   setup     src/scripts/setup without make or compiler, as root and as a user, for apt-get, dnf and brew
#   embed     the generated C file with an od that pads its lines, and without sha256sum
#   flags     options on make's command line are added to the project's own; the target of the compiler decides whether AVX is used
#   bits      a 32-bit compiler is rejected with one line
# These parts take minutes and run in tests/long/run.sh:
#   charconv  a build without floating-point <charconv> gives the same bytes
#   libcxx    a build with clang and libc++ gives the same bytes
#   musl      every file compiles with musl and needs nothing that its dynamic linker does not support
#   make381   a build with GNU make 3.81, the version on macOS; MAKE381 names it
#   bsd       suites with programs that behave like those of BSD
#   blanks    a folder with a blank in its name: build, suites, installation, package
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
unset MAKEFLAGS MAKELEVEL MFLAGS VARIANT # set if make runs this script
make=${MAKE:-make}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

fail() {
    echo "portable: FAILED: $*" >&2
    exit 1
}
skip() { echo "portable: SKIPPED $part: $*"; }
have() { command -v "$1" >/dev/null 2>&1; }
scripts() { # all scripts that run on every system
    for file in src/scripts/* src/lesson/*.sh tests/*.sh tests/*/*.sh .ci/*; do
        case $file in src/scripts/deb | tests/long/deb.sh | tests/long/slurm*) ;; *) echo "$file" ;; esac
    done
}

# --- seconds

options() {
    # Not this file, which names these options, and not now.sh, which tests for one of them.
    files=$(scripts | grep -v -e '^tests/long/portable.sh$' -e '^tests/support/now.sh$' -e '^tests/systems/') # tests/systems runs on Debian only
    # shellcheck disable=SC2086 # a list of files
    grep -nE -e '(^|[^a-z_])(sed +-i|stat +-[cLf]|readlink +-f|realpath|nproc|numfmt|tac|timeout)( |$)' \
        -e '[^a-z]date +[^|;]*(%[0-9]*N|-d)' -e 'sort +-[a-zA-Z]*V' -e 'xargs +[^|;]*(-r|-d)( |$)' -e 'head +-[cn] +-' \
        -e 'grep +-[a-zA-Z]*P' -e 'find +[^|;]*-printf' -e 'cp +-[a-zA-Z]*[ad]' -e 'install +-[a-zA-Z]*D' -e 'echo +-[ne] ' \
        $files /dev/null >"$work/found" || true
    # Also check the commands in the tests. There, `edit` replaces sed -i, and timeout is defined if it does not exist.
    grep -nE -e '[" ;(]sed +-i' -e '[" ;(]stat +-[cLf]' -e 'readlink +-f' -e '[" ;(]realpath' -e '[^a-z]date +[^|;]*(%[0-9]*N|-d)' \
        -e 'sort +-[a-zA-Z]*V' -e 'head +-[cn] +-' -e 'grep +-[a-zA-Z]*P ' -e 'cp +-[a-zA-Z]*[ad] ' tests/*.c tests/*/*.c >>"$work/found" || true
    if [ -s "$work/found" ]; then cat "$work/found" >&2; fail 'these options are not on every system'; fi
}

shells() {
    for shell in dash bash ksh mksh posh yash 'busybox sh' zsh; do
        have "${shell%% *}" || continue
        for file in $(scripts) src/scripts/deb; do
            case $file-$shell in .ci/run-bash) ;; .ci/run-*) continue ;; esac
            $shell -n "$file" || fail "$shell does not accept $file"
        done
    done
}

# Make a folder of programs, the only one on the PATH, with the programs of a minimal container.
few_programs() { # DIR
    mkdir "$1"
    for tool in sh env cat echo printf tr dirname uname ln rm true chmod; do link "$tool" "$1"; done
}
link() { # PROGRAM DIR
    case $(command -v "$1") in
    /*) ln -s "$(command -v "$1")" "$2/$1" ;;
    *) ln -s "/bin/$1" "$2/$1" ;; # also a builtin of the shell
    esac
}
fake() { # FILE: write a script from standard input
    { echo '#!/bin/sh'; cat; } >"$1"
    chmod +x "$1"
}
# Run setup with only the programs in DIR; it must exit with STATUS.
run_setup() { # DIR STATUS
    status=0
    PATH=$1 HOMEBREW_PREFIX='' sh src/scripts/setup >"$work/out" 2>"$work/err" </dev/null || status=$?
    [ $status = "$2" ] || fail "setup exits with $status where $2 was expected: $(cat "$work/out" "$work/err")"
}
one_line() { # FILE WORD...
    file=$1
    shift
    [ "$(grep -c '' "$file")" = 1 ] || fail "not one line: $(cat "$file")"
    for word; do grep -qF -e "$word" "$file" || fail "'$word' is not in: $(cat "$file")"; done
}
compilers='c++ make pkg-config gnuplot awk cmp find'

setup() {
    link=$(command -v ln)
    echo 'exit 0' | fake "$work/cc" # finds every header
    few_programs "$work/a" # Debian with only a shell
    echo "for tool in $compilers; do $link -sf \"\$(PATH=$PATH command -v \$tool)\" $work/a/; done; $link -sf $work/cc $work/a/cc; echo apt-get \"\$@\" >>$work/log" |
        fake "$work/a/apt-get"
    echo 'echo 1000' | fake "$work/a/id"
    run_setup "$work/a" 1
    one_line "$work/err" 'apt-get install' ' gcc ' ' make ' libmpfr-dev gnuplot-nox
    [ ! -e "$work/log" ] || fail 'setup calls apt-get without being root'
    echo 'echo 0' | fake "$work/a/id"
    run_setup "$work/a" 0
    grep -q '^apt-get install .* gcc .* libcsv-dev' "$work/log" || fail "apt-get is called as: $(cat "$work/log")"
    rm "$work/log"
    run_setup "$work/a" 0
    one_line "$work/out" 'everything is here'
    [ ! -e "$work/log" ] && [ ! -s "$work/err" ] || fail 'setup does something although everything is here'

    few_programs "$work/d" # Fedora, a user with sudo, and a compiler that finds no headers
    echo 'exit 1' | fake "$work/d/cc"
    for tool in c++ make pkg-config awk cmp find; do link "$tool" "$work/d"; done
    echo 'echo 1000' | fake "$work/d/id"
    printf '[ "$1" != -n ] || shift\nexec "$@"\n' | fake "$work/d/sudo"
    echo "echo dnf \"\$@\" >>$work/log" | fake "$work/d/dnf"
    run_setup "$work/d" 1
    one_line "$work/log" 'dnf install -y' gnuplot libconfuse-devel mpfr-devel
    one_line "$work/err" 'still missing' csv.h
    if grep -q 'gcc' "$work/log"; then fail "what is here is installed: $(cat "$work/log")"; fi
    rm "$work/log"

    few_programs "$work/m" # macOS without gnuplot
    for tool in $compilers; do [ "$tool" = gnuplot ] || link "$tool" "$work/m"; done
    ln -s "$work/cc" "$work/m/cc"
    rm "$work/m/uname"
    echo 'echo Darwin' | fake "$work/m/uname"
    echo 'echo 501' | fake "$work/m/id"
    printf '[ "$1" != --prefix ] || { echo /usr/local; exit; }\necho brew "$@" >>%s\n%s -s %s %s\n' "$work/log" "$link" \
        /bin/sh "$work/m/gnuplot" | fake "$work/m/brew"
    run_setup "$work/m" 0
    [ "$(cat "$work/log")" = 'brew install gnuplot' ] || fail "brew is called as: $(cat "$work/log")"
    rm "$work/m/make" "$work/log"
    run_setup "$work/m" 1
    one_line "$work/err" make 'xcode-select --install'

    few_programs "$work/n" # a system without a known package manager
    run_setup "$work/n" 1
    one_line "$work/err" cc mpfr.h
}

embed() {
    files='experiments/fig3.conf plots/style.gp' sources='src/base/random.c src/base/random.h'
    # shellcheck disable=SC2086 # lists of files
    generate() { sh src/scripts/embed $files -- $sources; }
    generate >"$work/plain.c"
    few_programs "$work/e"
    for tool in awk cut od mktemp sed; do link "$tool" "$work/e"; done
    if PATH=$work/e generate >"$work/no.c" 2>"$work/err"; then fail 'a digest without sha256sum or shasum'; fi
    one_line "$work/err" SHA-256
    real=$(command -v sha256sum || echo "$(command -v shasum) -a 256")
    printf '[ "$*" = "-a 256" ] && exec %s\n' "$real" | fake "$work/e/shasum"
    rm "$work/e/od"
    # On macOS, od pads the last line to the length of the others.
    printf '%s "$@" | %s "s/^/     /;s/\\$/                 /"\n' "$(command -v od)" "$(command -v sed)" | fake "$work/e/od"
    PATH=$work/e generate >"$work/padded.c"
    cmp "$work/plain.c" "$work/padded.c" || fail 'the generated C depends on od'
    { cat "$work/plain.c" && printf '#include <stdio.h>\nint main(void) { for (int i = 0; i < 2; i++) fputs(i ? asl_embedded_plots[0].text : asl_embedded_experiments[0].text, stdout); return 0; }\n'; } >"$work/main.c"
    ${CC:-cc} -Isrc -o "$work/main" "$work/main.c"
    # shellcheck disable=SC2086 # a list of files
    "$work/main" >"$work/texts" && cat $files | cmp - "$work/texts" || fail 'the embedded files are not those that are embedded'
}

flags() {
    commands() { $make -n V=1 BUILD=build/none "$@" build/none/train/model.o build/none/base/charconv.o build/none/loss/kernel_f64_avx2.o \
        build/none/aslab library | grep -e ' -o ' -e src/scripts/library || true; }
    commands CFLAGS=-Ocaller CXXFLAGS=-Ocaller CPPFLAGS=-DCALLER LDFLAGS=-Lcaller LDLIBS=-lcaller >"$work/commands"
    [ "$(grep -c ' -c ' "$work/commands")" -gt 100 ] || fail 'too few commands'
    for word in -Isrc -MMD -DCALLER -Ocaller ' -O2 ' -Wconversion; do
        if grep ' -c ' "$work/commands" | grep -v -e "$word" >&2; then fail "compiled without $word"; fi
    done
    # The caller cannot change -ffp-contract.
    if grep ' -c ' "$work/commands" | grep -v -e '-Ocaller.*-ffp-contract=off' >&2; then fail 'compiled without -ffp-contract=off last'; fi
    grep -e '-o build/none/aslab ' "$work/commands" | grep -e '-Lcaller' | grep -e '-lmpfr' | grep -q -e '-lcaller' || fail 'linked without -lcaller or -lmpfr'
    grep -q -e '-fPIC.* -Ocaller' "$work/commands" || fail 'the library is compiled without -fPIC or -Ocaller'
    # shellcheck disable=SC2016 # expanded by the script
    for target in x86_64-pc-linux-gnu aarch64-linux-gnu arm64-apple-darwin23; do
        echo "case \$1 in -dumpmachine) echo $target ;; *) exec ${CC:-cc} \"\$@\" ;; esac" | fake "$work/cc"
        commands CC="$work/cc" >"$work/commands"
        case $target in
        x86_64*) grep -q -e '-mavx2' "$work/commands" || fail "no -mavx2 for $target" ;;
        *) if grep -e '-mavx' "$work/commands" >&2; then fail "-mavx for $target"; fi ;;
        esac
    done
    $make -n CC="$work/cc" BUILD=build/none library | grep -q 'libaslab\.dylib' || fail 'no .dylib for macOS'
}

bits() {
    # shellcheck disable=SC2016 # expanded by the script
    echo 'for word; do [ "$word" != -E ] || { echo 4; exit; }; done; exit 1' | fake "$work/cc32"
    for cc in "$work/cc32" 'gcc -m32'; do
        [ "$cc" = "$work/cc32" ] || { have gcc && case $(gcc -dumpmachine) in x86_64*) true ;; *) false ;; esac; } || continue
        if $make CC="$cc" BUILD=build/none >"$work/out" 2>"$work/err"; then fail "$cc is not refused"; fi
        one_line "$work/err" 64-bit "$cc"
        [ ! -e build/none ] || fail 'something was built all the same'
        $make CC="$cc" help >/dev/null || fail 'make help needs a compiler'
    done
}

# --- minutes

# Build NAME with the given options of make, run suites, and compare its output with that of the default build.
same_bytes() { # NAME OPTION...
    name=$1
    shift
    $make -s BUILD="$work/$name" "$@" "$work/$name/aslab" "$work/$name/tests/run" 2>"$work/log" >&2 || { cat "$work/log" >&2; fail "$name does not build"; }
    if grep warning "$work/log" >&2; then fail "$name warns"; fi
    for suite in numbers portable csv experiment golden; do
        CK_TIMEOUT_MULTIPLIER=10 "$work/$name/tests/run" $suite >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$name: suite $suite"; }
    done
    for program in build/release/aslab "$work/$name/aslab"; do
        "$program" curve --loss asl --loss focal:gamma=1.7 --label both --x logit --from -700 --to 700 --points 3001
        "$program" sweep --gamma-neg 0:4:9 --margin 0:0.2:9 --missing 0:0.5:9 --threads 1
    done >"$work/both"
    lines=$(($(wc -l <"$work/both")))
    head -n $((lines / 2)) "$work/both" >"$work/first"
    tail -n $((lines / 2)) "$work/both" | cmp - "$work/first" || fail "$name writes other bytes"
    echo "portable: $name: $((lines / 2)) lines are the same bytes"
}

charconv() { same_bytes charconv CPPFLAGS=-DASL_NO_CHARCONV; }

libcxx() {
    if ! { have clang++ && echo 'int main() {}' | clang++ -stdlib=libc++ -x c++ -o "$work/empty" - 2>/dev/null; }; then
        skip 'no clang with libc++ (Debian: libc++-dev libc++abi-dev)'
        return
    fi
    same_bytes libcxx CC=clang CXX=clang++ CXXFLAGS=-stdlib=libc++
}

musl() {
    have musl-gcc || { skip 'no musl-gcc (Debian: musl-tools)'; return; }
    for file in src/*/*.c; do
        case $file in src/lesson/*) continue ;; esac
        options=
        case $file in *avx2.c) options='-mavx2 -mfma' ;; *avx512.c) options='-mavx512f -mfma' ;; esac
        # Headers of libraries come from this system, which has another C library, so search them after musl's.
        # shellcheck disable=SC2086 # a list of options
        musl-gcc -std=c11 -O2 -Isrc -idirafter /usr/include -idirafter "/usr/include/$(gcc -dumpmachine)" $options -c -o "$work/musl.o" "$file"
        if readelf -s "$work/musl.o" | grep IFUNC >&2; then fail "$file chooses functions when it is loaded"; fi
    done
    echo 'portable: musl: every file compiles'
}

make381() {
    old=${MAKE381:-}
    if [ -z "$old" ]; then skip 'MAKE381 does not name a GNU make 3.81'; return; fi
    case $($old --version) in 'GNU Make 3.81'*) ;; *) fail "$old is not GNU make 3.81" ;; esac
    $old -s -j2 BUILD="$work/m381" "$work/m381/aslab" "$work/m381/tests/run" "$work/m381/lib/libaslab.so" 2>"$work/log" ||
        { cat "$work/log" >&2; fail 'make 3.81 does not build'; }
    nm "$work/m381/loss/kernel_f64_avx2.o" | grep -q . || fail 'no AVX2 kernel'
    "$work/m381/tests/run" api >/dev/null || fail 'suite api'
    touch src/base/random.h
    $old -n BUILD="$work/m381" "$work/m381/aslab" | grep -q 'base/random' || fail 'a changed header builds nothing'
    if $old CC='gcc -m32' BUILD="$work/none" >/dev/null 2>"$work/err"; then fail 'a 32-bit compiler is not refused'; fi
    one_line "$work/err" 64-bit
    echo 'portable: GNU make 3.81 builds'
}

# Programs that behave like those of macOS where these differ from GNU's; otherwise the programs of this system.
bsd_programs() { # DIR
    mkdir "$1"
    for tool in sed stat head date sort xargs mktemp readlink wc od awk find paste cp; do
        eval "real_$tool=\$(command -v $tool)"
    done
    echo "for word; do case \$word in -i) echo 'sed: -i needs a suffix' >&2; exit 1 ;; esac; done; exec $real_sed --posix \"\$@\"" | fake "$1/sed"
    echo "echo 'stat: illegal option' >&2; exit 1" | fake "$1/stat"
    echo "case \$*' ' in *-[cn]' '-* | -[cn]-*) echo 'head: illegal line count' >&2; exit 1 ;; esac; exec $real_head \"\$@\"" | fake "$1/head"
    echo "case \$* in *%*N*) f=\${1%%%N}; echo \"\$($real_date \"\$f\")N\" ;; *-d*) echo 'date: illegal' >&2; exit 1 ;; *) exec $real_date \"\$@\" ;; esac" | fake "$1/date"
    echo "case \$1 in -*V*) echo 'sort: illegal' >&2; exit 1 ;; esac; exec $real_sort \"\$@\"" | fake "$1/sort"
    echo "case \$1 in -r | -d) echo 'xargs: illegal option' >&2; exit 1 ;; esac; exec $real_xargs \"\$@\"" | fake "$1/xargs"
    echo "case \$* in *-p*) echo 'mktemp: illegal option' >&2; exit 1 ;; esac; exec $real_mktemp \"\$@\"" | fake "$1/mktemp"
    echo "case \$1 in -f) echo 'readlink: illegal option' >&2; exit 1 ;; esac; exec $real_readlink \"\$@\"" | fake "$1/readlink"
    echo "$real_wc \"\$@\" | $real_sed 's/^/       /'" | fake "$1/wc"
    echo "$real_od \"\$@\" | $real_sed 's/\$/                 /'" | fake "$1/od"
    echo "case \$* in *-printf* | *-quit*) echo 'find: unknown primary' >&2; exit 1 ;; esac; exec $real_find \"\$@\"" | fake "$1/find"
    echo "for word; do last=\$word; done; case \$last in -s | -d*) echo 'usage: paste' >&2; exit 1 ;; esac; exec $real_paste \"\$@\"" | fake "$1/paste"
    echo "case \$1 in -a | -d) echo 'cp: illegal option' >&2; exit 1 ;; esac; exec $real_cp \"\$@\"" | fake "$1/cp"
    for tool in sha256sum timeout realpath nproc tac md5sum numfmt; do
        echo "echo '$tool: command not found' >&2; exit 127" | fake "$1/$tool"
    done
    echo "[ \"\$1 \$2\" = '-a 256' ] && shift 2; exec $(command -v sha256sum) \"\$@\"" | fake "$1/shasum"
    if have original-awk; then ln -s "$(command -v original-awk)" "$1/awk"; fi # the awk of macOS and BSD
}

bsd() {
    case $(uname -s) in Linux) ;; *) skip 'this is not Linux'; return ;; esac
    bsd_programs "$work/bsd"
    $make -s CPPFLAGS=-DASLAB_BSD_TOOLS BUILD=build/bsd build/bsd/aslab build/bsd/tests/run library >"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'no build'; }
    $make -s BUILD=build/bsd DESTDIR="$work/by-gnu" install
    PATH=$work/bsd:$PATH $make -s BUILD=build/bsd DESTDIR="$work/by-bsd" install
    diff -r "$work/by-gnu" "$work/by-bsd" >&2 || fail 'installed files depend on the programs that install them'
    for suite in ${SUITES:-commands experiment figures scale mislabel api contributing}; do
        (PATH=$work/bsd:$PATH CK_TIMEOUT_MULTIPLIER=10 build/bsd/tests/run "$suite" >"$work/log" 2>&1) || { cat "$work/log" >&2; fail "suite $suite"; }
        echo "portable: bsd: suite $suite passes"
    done
}

blanks() {
    folder="$work/a b/c"
    mkdir -p "$folder"
    git ls-files -z --cached --others --exclude-standard | xargs -0 tar cf - | (cd "$folder" && tar xf -)
    cd "$folder"
    $make -s build/release/aslab build/release/tests/run library >"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'no build'; }
    for suite in ${SUITES:-layers experiment commands scale figures readme api package contributing}; do
        CK_TIMEOUT_MULTIPLIER=10 build/release/tests/run "$suite" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "suite $suite"; }
        echo "portable: blanks: suite $suite passes"
    done
    if have dpkg-shlibdeps; then $make -s deb >"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'no package'; }; fi
    cd "$root"
}

for part in ${*:-options shells setup embed flags bits charconv libcxx musl make381 bsd blanks}; do
    $part
done

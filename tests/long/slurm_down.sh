#!/bin/sh
# Stop the Slurm that slurm_up.sh DIR started, by its recorded process ids: sh tests/long/slurm_down.sh DIR
# If other processes of that Slurm (tasks and their slurmstepd) are still running, it kills and names them, and exits with status 1.
set -u
dir=$(cd "$1" && pwd -P) || exit 2
PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF="$dir/slurm.conf"

# Processes of this Slurm, and no others, have its configuration in their environment.
own() {
    for p in /proc/[0-9]*; do
        [ "${p#/proc/}" != $$ ] && tr '\0' '\n' 2>/dev/null <"$p/environ" | grep -qxF "SLURM_CONF=$SLURM_CONF" &&
            case $(cat "$p/comm" 2>/dev/null) in slurmstepd | slurm_script | aslab) echo "${p#/proc/}" ;; esac
    done
}

end() { # PIDFILE PROGRAM: send TERM, and KILL if the process still runs after 10 s
    pid=$(cat "$1" 2>/dev/null) || return 0
    try=0
    while [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; do
        [ $try = 0 ] && kill "$pid" 2>/dev/null
        [ $try = 100 ] && kill -9 "$pid" 2>/dev/null
        try=$((try + 1))
        sleep 0.1
    done
    rm -f "$1"
}

if [ -s "$dir/pids/slurmctld" ]; then
    timeout 10 scancel --user="$(id -un)" 2>/dev/null
    for try in $(seq 100); do
        [ -z "$(timeout 5 squeue -h 2>/dev/null)" ] && break
        sleep 0.1
    done
fi
for file in "$dir"/pids/slurmd.*; do end "$file" slurmd; done
end "$dir/pids/slurmctld" slurmctld
end "$dir/pids/munged" munged
left=$(own)
[ -z "$left" ] && exit 0
for p in $left; do
    echo "slurm_down: process $p ($(tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null)) was left" >&2
    kill -9 "$p" 2>/dev/null
done
exit 1

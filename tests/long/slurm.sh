#!/bin/sh
# Run a training experiment as a job array on a real Slurm of two nodes on this machine: sh tests/long/slurm.sh ASLAB
# It uses experiments/slurm/aslab.sbatch and tests failures of job arrays: a running task is requeued, one is killed, a node is lost whose
# tasks continue and finish next to their second attempts, and two shards are submitted twice. In the end the files must have the bytes of
# a single process. Tasks that must be hit while they run are stopped (SIGSTOP) until everything is ready.
set -eu
aslab=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
script=../../experiments/slurm/aslab.sbatch
shards=16
experiment='fig6 --seeds 6 --lr 0.002 --epochs 8'
PATH=$PATH:/usr/sbin:/sbin
export DEBIAN_FRONTEND=noninteractive ASLAB="$aslab"

say() { echo "slurm: $*"; }
fail() {
    say "FAILED: $*" >&2
    exit 1
}
have() {
    for tool in munged slurmctld slurmd sbatch squeue scontrol; do command -v $tool >/dev/null 2>&1 || return 1; done
}
if ! have && command -v apt-get >/dev/null 2>&1; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root='sudo -n'
    say 'installing slurmctld slurmd slurm-client munge'
    { $as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends slurmctld slurmd slurm-client munge; } \
        >/dev/null 2>&1 </dev/null || true
fi
if ! have; then
    say 'SKIPPED, Slurm is not here and cannot be installed (Debian: slurmctld slurmd slurm-client munge)'
    exit 0
fi
# slurmd of Debian 12 looks for this file even if the configuration does not use it.
if ! grep -q ' /sys/fs/cgroup' /proc/mounts; then
    say 'SKIPPED, slurmd does not start where nothing is mounted on /sys/fs/cgroup'
    exit 0
fi

work=$(mktemp -d)
grid=$work/grid
clean_up() {
    status=$?
    trap - EXIT INT TERM HUP
    for pid in $paused; do kill -CONT "$pid" 2>/dev/null || true; done
    sh ./slurm_down.sh "$work" || [ $status != 0 ] || status=1
    [ $status = 0 ] || find "$work" -name '*.log' -o -path "$work/log/slurm*" | xargs tail -n 30 >&2 || true
    rm -rf "$work"
    exit $status
}
paused=
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# --- state of the jobs

log() { echo "$work/$1_$2.log"; } # JOB TASK: the log of a task
shard_there() { [ -e "$grid/.aslab/fig6/shard-$1-of-$shards" ]; }
shards_not_there() {
    for i in $(seq 0 $((shards - 1))); do shard_there "$i" || printf '%s ' "$i"; done
}
wait_for() { # WHAT COMMAND...: at most five minutes
    what=$1 tries=3000
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "waited in vain for $what"
        sleep 0.1
    done
}
queue_is_empty() { [ -z "$(squeue -h)" ]; }
process_of() { sed -n 's/^shard .* pid \([0-9]*\)$/\1/p' "$(log "$1" "$2")" 2>/dev/null | tail -n 1; }
gone() { [ ! -d "/proc/$1" ]; }
attempt_began() { grep -q "^shard .* attempt 1 " "$(log "$1" "$2")"; }
all_but() { # SHARDS: whether exactly these shards are missing
    [ "$(shards_not_there)" = "$(for i in $(echo "$1" | tr ' ' '\n' | sort -n); do printf '%s ' "$i"; done)" ]
}

# --- stopping a running task

# Whether a process is aslab and has computed for 0.1 s, so that it has already seen that its shard does not exist.
at_work() { [ "$(awk '$2 == "(aslab)" && $14 >= 10 { print "yes" }' "/proc/$1/stat" 2>/dev/null)" = yes ]; }

# Stop a running task of JOB on NODE whose shard does not exist yet. Sets task and pid.
stopped_one() {
    for task in $(squeue -h -r -t RUNNING -w "$2" -j "$1" -o %K); do
        case " $taken " in *" $task "*) continue ;; esac
        pid=$(process_of "$1" "$task")
        at_work "$pid" && kill -STOP "$pid" 2>/dev/null || continue
        paused="$paused $pid"
        while grep -q '^State:[^TZ]*$' "/proc/$pid/status" 2>/dev/null; do :; done
        if grep -q '^State:[[:space:]]*T' "/proc/$pid/status" 2>/dev/null && ! shard_there "$task"; then
            taken="$taken $task"
            return 0
        fi
        kill -CONT "$pid" 2>/dev/null || true
    done
    return 1
}
taken=
stop_one() { wait_for "a running task on $2" stopped_one "$1" "$2"; }
go_on() { kill -CONT "$1" 2>/dev/null || fail "process $1 is not there any more"; }

# --- the array

"$aslab" run $experiment -o "$work/one" --render none --quiet
sh ./slurm_up.sh "$work" 2 4
export SLURM_CONF="$work/slurm.conf"
submit() { sbatch --parsable -o "$work/%A_%a.log" --array="$1" $script "$grid" $shards $experiment; }
began=$(date +%s)
job=$(submit 0-$((shards - 1)))

stop_one "$job" n1
first=$task first_pid=$pid
stop_one "$job" n1
second=$task second_pid=$pid
twice=$(submit "$first,$second")
say "shards $first and $second are submitted twice"

stop_one "$job" n1
killed=$task
kill -9 "$pid"
wait_for "the end of task $killed" gone "$pid"
say "the process of shard $killed is killed"

stop_one "$job" n2
lives=$task lives_pid=$pid
kill -9 "$(cat "$work/pids/slurmd.n2")"
scontrol update nodename=n2 state=down reason=test
say "node n2 is lost; the task of shard $lives lives on"

stop_one "$job" n1
requeued=$task
scontrol requeue "${job}_$requeued"
say "shard $requeued is requeued while it runs"

wait_for "the shards of second attempts" all_but "$killed"
attempt_began "$job" "$lives" || fail "shard $lives was not begun anew when its node was lost"
attempt_began "$job" "$requeued" || fail "shard $requeued was not begun anew"
go_on "$lives_pid"
go_on "$first_pid"
go_on "$second_pid"
wait_for 'the end of the array' queue_is_empty
wait_for "the end of the task on the lost node" gone "$lives_pid"
[ "$(grep -c "^fig6: shard $lives/$shards of .* is done" "$(log "$job" "$lives")")" = 2 ] || fail "shard $lives was not published twice"
for i in $first $second; do
    for j in "$job" "$twice"; do
        grep -q "^fig6: shard $i/$shards of .* is done" "$(log "$j" "$i")" || fail "shard $i was not done by job $j"
    done
done
say "the array took $(($(date +%s) - began)) s"

# --- resubmitting missing shards

rm "$work/pids/slurmd.n2"
slurmd -N n2
status=0
missing=$("$aslab" missing "$grid" --shards $shards) || status=$?
[ "$status $missing" = "3 $killed" ] || fail "aslab missing says '$missing' (exit $status) where $killed is missing"
status=0
"$aslab" merge "$grid" --render none 2>"$work/refused" || status=$?
[ $status = 3 ] && [ -z "$(ls "$grid")" ] || fail "merge exits with $status while a shard is missing"
say "missing says $missing; merge refuses: $(cat "$work/refused")"
again=$(submit "$missing")
wait_for 'the end of the resubmission' queue_is_empty
missing=$("$aslab" missing "$grid" --shards $shards) || fail "aslab missing says '$missing' after all were done"
[ -z "$missing" ] || fail "aslab missing says '$missing' and exits with 0"
"$aslab" merge "$grid" --render none --quiet
for file in fig6.csv fig6-summary.csv fig6.gp; do cmp "$work/one/$file" "$grid/$file" || fail "$file differs"; done
others=$(find "$grid" \( -name '*.conflict' -o -name '.aslab-*' \))
[ -z "$others" ] || fail "left behind: $others"
say "job $again did the rest: fig6.csv, fig6-summary.csv, fig6.gp are those of one process"

#!/bin/sh
# Start a private Slurm: sh tests/long/slurm_up.sh DIR NODES CPUS
# It consists of munged, slurmctld and NODES slurmd with CPUS each; state, keys, logs and process ids are below DIR. Needs no systemd or
# database, but cgroups must be mounted. slurm_down.sh DIR stops it.
set -eu
dir=$(cd "$1" && pwd -P) nodes=$2 cpus=$3
PATH=$PATH:/usr/sbin:/sbin
host=$(hostname -s) user=$(id -un)

# Free ports: one for slurmctld, one for each node, and a range for srun.
port_free() { ! grep -qi "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") [0-9A-F:]* 0A" /proc/net/tcp; }
base=$((20000 + $$ % 9000))
for try in 1 2 3 4 5 6 7 8 9 10; do
    free=yes
    for i in $(seq 0 "$nodes"); do port_free $((base + i)) || free=no; done
    [ $free = yes ] && break
    base=$((base + 101))
done

mkdir -p "$dir/munge" "$dir/state" "$dir/spool" "$dir/log" "$dir/pids"
chmod 755 "$dir" "$dir/munge" # munged requires these permissions for the folder of its socket
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge/key")
munged --key-file="$dir/munge/key" --socket="$dir/munge/sock" --pid-file="$dir/pids/munged" \
    --log-file="$dir/log/munged" --seed-file="$dir/munge/seed" --num-threads=2 --force 2>>"$dir/log/munged.err"

# If the host's name is a loopback address, listen only there.
listen=
case $(getent hosts "$host" | head -n 1) in 127.*) listen='CommunicationParameters=NoCtldInAddrAny,NoInAddrAny' ;; esac
echo 'CgroupAutomount=no' >"$dir/cgroup.conf"
cat >"$dir/slurm.conf" <<END
ClusterName=aslabtest
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SrunPortRange=$((base + 20))-$((base + 99))
$listen
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$dir/munge/sock,cred_expire=5
CredType=cred/munge
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/pids/slurmctld
SlurmdPidFile=$dir/pids/slurmd.%n
SlurmctldLogFile=$dir/log/slurmctld
SlurmdLogFile=$dir/log/slurmd.%n
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobRequeue=1
ReturnToService=2
SlurmdTimeout=300
MinJobAge=3600
KillWait=2
CompleteWait=0
MessageTimeout=30
SlurmdParameters=config_overrides
NodeName=DEFAULT CPUs=$cpus RealMemory=500 State=UNKNOWN
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + nodes))]
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$dir/slurm.conf"
slurmctld -c
for i in $(seq "$nodes"); do
    mkdir -p "$dir/spool/n$i"
    slurmd -N "n$i"
done

# Wait until all nodes are idle.
for try in $(seq 600); do
    idle=$(sinfo -h -N -t idle -o %N 2>/dev/null | sort -u | wc -l)
    [ "$idle" = "$nodes" ] && exit 0
    sleep 0.1
done
echo 'slurm_up: the nodes do not come up' >&2
tail -n 20 "$dir"/log/* >&2
exit 1

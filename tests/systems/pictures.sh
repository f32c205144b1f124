#!/bin/sh
# Write every kind of script that aslab emits, with its data, into a new folder: sh tests/systems/pictures.sh PROGRAM FOLDER
#
# These are all experiments, with training cut short, and the pictures of the commands, in every form that plots/NAME.gp
# distinguishes. Nothing is drawn: tests/systems/compare.sh does that.
set -eu
case $1 in /*) aslab=$1 ;; *) aslab=$PWD/$1 ;; esac
mkdir -p "$2"
cd "$2"

cut='--epochs 2 --batch 20 --seeds 3 --quiet --render none -o .'
synthetic='--train 200 --test 100 --labels 8 --groups 3 --positives 1 --features 8'

# predictions SAMPLES LABELS
predictions() {
    awk -v n="$1" -v m="$2" 'BEGIN { print "sample,label,prob,given,truth"
        for (i = 0; i < n * m; i++) { p = i * 37 % 101
            printf "%d,label_%d,%.3f,%d,%d\n", i / m, i % m, p / 100, (p > 60 - i % 9), (p > 50) } }'
}
predictions 30 12 >predictions.csv
predictions 90 250 >many.csv
for name in one two; do
    mkdir -p $name
    for part in train test; do
        awk -v part=$part 'BEGIN { srand(part == "train" ? 1 : 2); print "x1,x2,x3,y_a,y_b"
            for (i = 0; i < 120; i++) { x = rand(); y = rand(); printf "%.4f,%.4f,%.4f,%d,%d\n", x, y, rand(), (x > 0.7), (y > 0.5) } }' >$name/$part.csv
    done
done

for experiment in $("$aslab" figures --list | cut -d ' ' -f 1); do
    case $("$aslab" figures --print "$experiment" | sed -n "s/^command *= *'\(.*\)'/\1/p") in
    train)
        case $experiment in
        real) more='--data one --data two' ;;
        fig4 | fig9 | reject-trained) more="$synthetic --records 10" ;;
        *) more=$synthetic ;;
        esac
        "$aslab" run "$experiment" $more $cut
        ;;
    *) "$aslab" figures "$experiment" --quiet --render none -o . ;;
    esac
done
rm -rf .aslab claims.csv index.html

# NAME COMMAND...: the script of a command.
picture() {
    name=$1
    shift
    "$aslab" "$@" --quiet -o "$name.csv" --plot "$name.gp"
}
train='train --train 64 --test 32 --batch 32 --features 4 --labels 3 --positives 1 --loss ce --loss asl'
picture cmd-curve curve --loss asl --loss ce --x prob --points 101 --label both --title 'Curves'
picture cmd-curve-value curve --loss asl --loss focal --y value --label 1 --points 101
picture cmd-curve-hess curve --loss asl --y hess --label both --points 101
picture cmd-curve-prevalence curve --loss asl --loss ce --x prevalence --points 21
picture cmd-curve-many curve --loss asl --gamma-neg 0:6:70 --points 21
picture cmd-eval eval --loss asl predictions.csv
picture cmd-eval-many eval --loss asl many.csv
picture cmd-stats stats --loss asl predictions.csv --title 'Per label'
picture cmd-stats-many stats --loss asl many.csv
picture cmd-mislabel mislabel --loss asl --loss ce predictions.csv
picture cmd-mislabel-many mislabel --loss asl --gamma-neg 0:6:70 predictions.csv
picture cmd-mislabel-top mislabel --top 20 predictions.csv
picture cmd-mislabel-roc mislabel --roc --loss asl --loss ce predictions.csv
picture cmd-mislabel-curve mislabel --curve --loss asl --loss focal predictions.csv
picture cmd-properties properties --loss asl --loss ce --loss focal
picture cmd-properties-many properties --loss asl --gamma-pos 0,1 --gamma-neg 0:6:9 --margin 0:0.3:9
picture cmd-properties-1 properties --loss asl --gamma-neg 0:6:25
picture cmd-properties-2 properties --loss asl --gamma-neg 1:6:21 --margin 0:0.3:16
picture cmd-properties-2-logs properties --loss asl --gamma-neg 0.5,1,2,4,8 --margin 0,0.01,0.1,0.3
picture cmd-properties-2-rows properties --loss asl --gamma-neg 1:6:2 --margin 0:0.3:2
picture cmd-properties-3 properties --loss asl --gamma-neg 0:6:7 --margin 0:0.3:7 --gamma-pos 0,1
picture cmd-sweep sweep --gamma-neg 0:4:9 --missing 0,0.2,0.4
picture cmd-sweep-1 sweep --margin 0:0.3:31
picture cmd-sweep-0 sweep
picture cmd-sweep-many sweep --gamma-neg 0:4:200 --margin 0:0.3:150
picture cmd-sweep-file sweep --dist late --dist predictions.csv --gamma-neg 0:4:9
picture cmd-train $train --hidden 0 --seeds 3 --epochs 1
picture cmd-train-lr $train --hidden 0 --seeds 3 --lr 0.001,0.01,0.1 --epochs 1
picture cmd-train-lr-few $train --hidden 0 --seeds 1 --lr 0.002,0.003,0.004 --epochs 1
picture cmd-train-trajectory $train --hidden 0 --seeds 2 --trajectory --epochs 3
picture cmd-train-nothing $train --hidden 0 --seeds 2 --optimizer sgd --lr 1e6 --epochs 2

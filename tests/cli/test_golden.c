/* Test vectors, and the messages of `aslab check` about wrong numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "study/golden.h"
#include "study/verify.h"
#include "support.h"

static void expect(const result *r, int status, const char *part)
{
    ck_assert_msg(r->status == status && strstr(r->out, part) != NULL, "status %d and '%s' wanted, but %d:\n%s%s",
                  status, part, r->status, r->out, r->err);
}

START_TEST(golden_of_every_loss_passes_its_check)
{
    result r =
        shell("$aslab golden --quiet && ls golden | grep -c csv && for f in golden/*.csv; do "
              "l=$(basename $f .csv); $aslab check --quiet --loss $l $f | grep -c agrees: || echo $l FAILS; done");
    ck_assert_int_eq(r.status, 0);
    ck_assert_str_eq(r.err, "");
    size_t pointwise = 0;
    for (size_t i = 0; i < asl_family_count(); i++) pointwise += asl_family_at(i)->kind == ASL_POINTWISE;
    char *line = strtok(r.out, "\n");
    ck_assert_uint_eq((size_t)atol(line), pointwise);
    for (size_t i = 0; i < pointwise; i++) {
        line = strtok(NULL, "\n");
        ck_assert_msg(line != NULL && strcmp(line, "3") == 0, "%s", line);
    }
    ck_assert_ptr_null(strtok(NULL, "\n"));
    result_free(&r);
}
END_TEST

static bool has_row(const table *t, double logit, const char *label)
{
    for (size_t i = 0; i < t->rows; i++) {
        if (table_number(t, i, "logit") == logit && strcmp(table_cell(t, i, "label"), label) == 0) return true;
    }
    return false;
}

/* One command writes a file for each of 100 losses with similar names. */
START_TEST(many_losses_at_once)
{
    result r = shell("for k in $(seq 101 200); do printf ' --loss asl:gamma_neg=0.%%d' $k; done > losses.txt; "
                     "$aslab golden --quiet $(cat losses.txt) -o many && ls many | wc -l");
    ck_assert_msg(r.status == 0 && atoi(r.out) == 101, "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

START_TEST(public_code_makes_no_numbers_too)
{
    result r = shell("$aslab golden --quiet --loss timm:gamma_neg=0.5 -o gt && grep -c nan gt/*.csv && "
                     "$aslab check --quiet --loss timm:gamma_neg=0.5 gt/*.csv");
    ck_assert_msg(r.status == 0 && atoi(r.out) > 0, "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

START_TEST(the_corners_are_there)
{
    result r = shell("$aslab golden --loss asl:gamma_neg=2,margin=0.2 --loss ce -o g && ls g && cat g/asl-*.csv");
    expect(&r, 0, "README.txt\nasl-gamma_neg-2-margin-0.2.csv\nce.csv\nlogit,label,value,grad,hess\n");
    ck_assert_ptr_nonnull(strstr(r.err, "2 files of test vectors"));
    asl_loss loss = loss_of("asl:gamma_neg=2,margin=0.2");
    asl_kink kinks[ASL_MAX_KINKS];
    asl_loss_kinks(&loss, 0, kinks);
    double kink = kinks[0].z;
    const double wanted[] = {
        0, 1e-300,  -1e-8, kink,        nextafter(kink, 9),           kink - 1e-6, -1, -39.5, 40, 88, -100, 700,
        1, -1e-300, 1e-8,  kink + 1e-6, asl_loss_peak(&loss, 0).logit};
    table t;
    table_parse(&t, strstr(r.out, "logit,label"));
    ck_assert_uint_gt(t.rows, 300);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        ck_assert_msg(has_row(&t, wanted[i], "0") && has_row(&t, wanted[i], "1"), "no logit %.17g", wanted[i]);
    }
    for (size_t i = 0; i < t.rows; i++) {
        if (table_number(&t, i, "logit") != 0 || strcmp(table_cell(&t, i, "label"), "1") != 0) continue;
        ck_assert_str_eq(table_cell(&t, i, "value"), "0.6931471805599453");
        ck_assert_str_eq(table_cell(&t, i, "grad"), "-0.5");
        ck_assert_str_eq(table_cell(&t, i, "hess"), "0.25");
    }
    table_free(&t);
    result_free(&r);
}
END_TEST

START_TEST(readme_of_the_folder_says_what_is_what)
{
    result r = shell("$aslab golden --quiet --loss asl_detached:margin=0.1 -o g && cat g/README.txt");
    expect(&r, 0, "aslab golden --loss asl_detached:margin=0.1\n");
    expect(&r, 0, "asl_detached-margin-0.1.csv\n  loss      asl_detached:gamma_pos=0,gamma_neg=4,margin=0.1\n");
    expect(&r, 0, "  label 0   -detach(u^gamma_neg) log(1 - u), u = max(p - margin, 0)\n");
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

/* Writes the test vectors of a LOSS, changes them with an awk program over z, y, v and g (logit, label, value, grad),
 * and checks them against another loss. */
static result deviate(const char *loss, const char *program, const char *against)
{
    return shell("rm -rf g; $aslab golden --quiet --loss %s -o g && awk -F, 'BEGIN {print \"logit,label,value,grad\"} "
                 "NR > 1 {z = $1; y = $2; v = $3; g = $4; %s; printf \"%%s,%%d,%%.17g,%%.17g\\n\", z, y, v, g}' "
                 "g/*.csv > mine.csv && $aslab check --loss %s mine.csv",
                 loss, program, against);
}

START_TEST(deviations_are_named)
{
    const struct {
        const char *loss, *program, *against, *said;
    } cases[] = {
        {"asl_detached", "", "asl", "\nIt is asl_detached:gamma_pos=0,gamma_neg=4,margin=0.05.\n"},
        {"asl_detached", "", "asl", "\nThe values agree and the gradients do not"},
        {"asl_detached", "", "asl",
         "at logits from -2.5 to 23: only past the margin, p > 0.05\n         label 1: agrees\n"},
        {"asl", "", "asl_detached", "\nIt is asl:gamma_pos=0,gamma_neg=4,margin=0.05.\n"},
        {"asl_detached:gamma_pos=1", "", "asl", "\nIt is asl_detached:gamma_pos=1,gamma_neg=4,margin=0.05.\n"},
        {"asl:gamma_pos=1", "", "asl", "\nIt is asl:gamma_pos=1,gamma_neg=4,margin=0.05.\n"},
        {"asl:margin=0", "", "asl", "\nIt is asl:gamma_pos=0,gamma_neg=4,margin=0.\n"},
        {"asl:gamma_pos=3,gamma_neg=1", "", "asl:gamma_pos=1,gamma_neg=3",
         "\nIt is asl:gamma_pos=3,gamma_neg=1,margin=0.05.\n"},
        {"focal:gamma=2", "", "ce", "\nIt is focal:gamma=2.\n"},
        {"asl", "y = 1 - y", "asl", "margin=0.05 with labels 0 and 1 exchanged.\n"},
        {"asl", "v = -v; g = -g", "asl", "margin=0.05 with its sign flipped.\n"},
        {"asl", "v *= 0.5; g *= 0.5", "asl", "margin=0.05 times 0.5.\n"},
        {"asl", "v /= 80; g /= 80; y = 1 - y", "asl", "margin=0.05 with labels 0 and 1 exchanged times 0.0125.\n"},
        {"asl", "a = y ? 0.3 : 0.7; v *= a; g *= a", "asl",
         "margin=0.05 times 0.3 at label 1 and 0.7 at label 0 (a class weight?).\n"},
        {"asl", "if (y == 1 && z < -18.4206807439) {v = 18.4206807439; g = 0}", "asl",
         "label 1: 50 of 189 rows, at logits up to -18.5 (p or 1 - p is 1e-8 there: clamped?)\n"},
        {"ce", "if (y == 0 && z > 16.6355) {v = log(0) * -1; g = \"nan\"}", "ce",
         "at logits from 17 up (1 - p rounds to 0 in float32 there)"},
        {"ce", "if (y == 0 && z > 37) v = 36.7", "ce", "value  differs"},
        {"asl", "if (y == 0 && z < -3) v += 0.001", "asl", ": only up to the margin, p <= 0.05\n"},
        {"ce", "v += 0.01 * z * z", "ce", "\nNo loss that was compared has these numbers"},
        {"asl", "g += y == 0 && z == 0", "asl",
         "largest error  1          line 100: logit 0, label 0, theirs 1.073117101, ours 0.07311710124\n"},
        {"asl_detached", "if (z == 2) g = 5", "asl", "\nNo loss that was compared has these numbers"},
        {"asl", "if (z > 50) v += 1", "asl",
         "\nElsewhere the numbers agree.\nNo loss that was compared has these numbers"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = deviate(cases[i].loss, cases[i].program, cases[i].against);
        expect(&r, 1, cases[i].said);
        ck_assert_ptr_nonnull(strstr(r.err, "aslab: mine.csv does not match "));
        result_free(&r);
    }
}
END_TEST

/* The official class in single precision, with a detached weight and arguments of logarithms clamped at 1e-8. */
START_TEST(the_official_code_is_told_apart)
{
    result r = shell("$aslab golden --quiet --loss asl_detached -o g && "
                     "awk -F, 'NR == 1 {print \"logit,label,value,grad\"} NR > 1 {v = $3; g = $4; "
                     "if ($2 == 1 && $1 < -18.420680744) {v = 18.420681; g = 0} "
                     "printf \"%%s,%%d,%%.9g,%%.9g\\n\", $1, $2, v, g}' g/asl_detached.csv > mine.csv; "
                     "$aslab check --loss asl mine.csv");
    expect(&r, 1, "since all numbers are single precision");
    expect(&r, 1, "up to -18.5 (p or 1 - p is 1e-8 there: clamped?)");
    expect(&r, 1, "\n  alibaba:gamma_pos=0,gamma_neg=4,margin=0.05\n");
    result_free(&r);
}
END_TEST

START_TEST(single_precision_is_judged_as_such)
{
    result r = deviate("asl", "v = sprintf(\"%.7g\", v); g = sprintf(\"%.7g\", g)", "asl");
    ck_assert_int_eq(r.status, 1); /* %.17g writes them with the digits of a double */
    result_free(&r);
    r = shell("awk -F, '{print $1 \",\" $2 \",\" (NR > 1 ? sprintf(\"%%.7g\", $3 * (1 + 2e-7)) : $3)}' g/asl.csv | "
              "$aslab check --loss asl");
    expect(&r, 0, "an error passes up to 1e-05 max(1, |ours|), since all numbers are single precision");
    expect(&r, 0, "They agree.");
    result_free(&r);
    r = shell("awk -F, '{print $1 \",\" $2 \",\" (NR > 1 ? sprintf(\"%%.7g\", $3 * (1 + 2e-7)) : $3)}' g/asl.csv | "
              "$aslab check --loss asl --tolerance 1e-9");
    ck_assert_int_eq(r.status, 1);
    result_free(&r);
    r = shell("$aslab check --loss asl g/asl.csv --tolerance 0");
    expect(&r, 0, "largest error 0");
    result_free(&r);
}
END_TEST

START_TEST(probabilities_and_the_output_of_eval)
{
    result r =
        shell("printf 'prob,label\\n0,1\\n0,0\\n1,0\\n0.05,0\\n0.3,1\\n0.7,-1\\n' | $aslab eval --quiet --loss asl | "
              "$aslab check --loss asl");
    expect(&r, 0, "5 rows");
    ck_assert_str_eq(r.err, "aslab: 1 labels are unknown (-1 or blank): their rows are skipped\n");
    result_free(&r);
    r = shell("printf 'prob,label,value\\n0,1,50\\n0.5,1,inf\\n' | $aslab check --loss ce --csv");
    ck_assert_str_eq(r.out, "number,rows,beyond,measure,error,line,logit,label,theirs,ours,is\n"
                            "value,2,2,absolute,inf,2,-inf,1,50,inf,\n"
                            "value,2,2,relative,inf,3,0,1,inf,0.6931471805599453,\n");
    result_free(&r);
}
END_TEST

START_TEST(verdicts_as_csv)
{
    result r = shell("$aslab golden --quiet --loss asl_detached -o g && "
                     "$aslab check --loss asl --csv g/asl_detached.csv -o v.csv; echo $?; cat v.csv");
    ck_assert(strncmp(r.out, "1\n", 2) == 0);
    table t;
    table_parse(&t, r.out + 2);
    ck_assert_uint_eq(t.rows, 6);
    ck_assert_str_eq(table_cell(&t, 0, "number"), "value");
    ck_assert_double_eq(table_number(&t, 0, "beyond"), 0);
    ck_assert_str_eq(table_cell(&t, 2, "number"), "grad");
    ck_assert_double_gt(table_number(&t, 2, "error"), 0.4);
    ck_assert_double_eq(table_number(&t, 2, "logit"), 2);
    ck_assert_str_eq(table_cell(&t, 5, "is"), "asl_detached:gamma_pos=0:gamma_neg=4:margin=0.05");
    table_free(&t);
    result_free(&r);
}
END_TEST

START_TEST(many_rows_are_judged_by_the_closed_form)
{
    result r = shell("seq -40 0.005 40 | awk 'BEGIN {print \"logit,label\"} {print $1 \",\" NR %% 2}' > z.csv; "
                     "$aslab eval --loss focal z.csv | $aslab check --loss focal && "
                     "$aslab eval --loss focal z.csv | $aslab check --loss asl");
    expect(&r, 1, "16001 rows");
    expect(&r, 1, "They agree.");
    expect(&r, 1, "It is focal:gamma=2.");
    result_free(&r);
}
END_TEST

START_TEST(other_kinds_of_losses)
{
    asl_family f = *asl_family_find("asl", NULL);
    asl_loss loss = {.family = &f, .theta = {0, 4, 0.05}};
    f.derive(loss.theta, loss.derived);
    table t = {0};
    asl_error err;
    f.kind = ASL_BATCHWISE;
    ck_assert_int_eq(asl_golden_rows(&loss, table_visitor(&t), &err), ASL_BAD);
    ck_assert_ptr_eq(strstr(err.text, "asl is a function of a whole batch"), err.text);
    asl_numbers none = {.n = 0};
    ck_assert_int_eq(asl_verify_ours(&none, &loss, NULL, &err), ASL_BAD);
    ck_assert_ptr_eq(strstr(err.text, "asl is a function of a whole batch"), err.text);
    f.kind = ASL_IMPLEMENTATION; /* the code defines the loss, not a formula */
    f.formula_pos = f.formula_neg = "as that code does";
    ck_assert_int_eq(asl_golden_rows(&loss, table_visitor(&t), &err), ASL_OK);
    for (size_t i = 0; i < t.rows; i++) {
        asl_loss_value j =
            asl_loss_at(&loss, asl_sigmoid_of_logit(table_number(&t, i, "logit")), (int)table_number(&t, i, "label"));
        ck_assert_double_eq(table_number(&t, i, "value"), j.value);
        ck_assert_double_eq(table_number(&t, i, "grad"), j.grad);
    }
    table_free(&t);
}
END_TEST

SUITE(golden, other_kinds_of_losses, golden_of_every_loss_passes_its_check, the_corners_are_there, many_losses_at_once,
      public_code_makes_no_numbers_too, readme_of_the_folder_says_what_is_what, deviations_are_named,
      the_official_code_is_told_apart, single_precision_is_judged_as_such, probabilities_and_the_output_of_eval,
      verdicts_as_csv, many_rows_are_judged_by_the_closed_form)

/* Reading and writing CSV files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv_read.h"
#include "io/csv_write.h"
#include "support.h"

static asl_csv *opened(const char *text)
{
    asl_csv *csv;
    asl_error err;
    write_file(in_workdir("in.csv"), text);
    if (asl_csv_open(&csv, in_workdir("in.csv"), &err) != ASL_OK) ck_abort_msg("%s", err.text);
    return csv;
}

START_TEST(fields_and_names)
{
    asl_csv *csv = opened("\xef\xbb\xbfid, name ,\"a,b\"\r\n1,\"x\"\"y\",\r\n\r\n2,\"two\nlines\", z \n");
    bool row;
    int code = ASL_OK;
    ck_assert_uint_eq(asl_csv_width(csv), 3);
    ck_assert_str_eq(asl_csv_column(csv, 0), "id"); /* without the byte order mark */
    ck_assert_int_eq(asl_csv_find(csv, "name", &code, NULL), 1);
    ck_assert_int_eq(asl_csv_find(csv, "a,b", &code, NULL), 2);
    ck_assert_int_eq(asl_csv_find(csv, "b", &code, NULL), -1);
    ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK);
    ck_assert(row);
    ck_assert_str_eq(asl_csv_field(csv, 1), "x\"y");
    ck_assert_str_eq(asl_csv_field(csv, 2), "");
    ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK); /* the blank line is skipped */
    ck_assert_str_eq(asl_csv_field(csv, 1), "two\nlines");
    ck_assert_str_eq(asl_csv_field(csv, 2), " z ");
    ck_assert_uint_eq(asl_csv_field_length(csv, 2), 3);
    ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK);
    ck_assert(!row);
    asl_csv_close(csv);
}
END_TEST

/* Returns the error of reading all of `text`, from "line N" on if it names a line; "" if there is no error. */
static const char *failure(const char *text, size_t n)
{
    static asl_error err;
    asl_csv *csv;
    bool row = true;
    FILE *f = fopen(in_workdir("bad.csv"), "wb");
    fwrite(text, 1, n, f);
    fclose(f);
    err.text[0] = '\0';
    int code = asl_csv_open(&csv, in_workdir("bad.csv"), &err);
    while (code == ASL_OK && row) code = asl_csv_next(csv, &row, &err);
    asl_csv_close(csv);
    ck_assert_int_eq(code, err.text[0] != '\0' ? ASL_BAD : ASL_OK);
    ck_assert(code == ASL_OK || strstr(err.text, "bad.csv") != NULL);
    const char *line = strstr(err.text, ", line ");
    return line != NULL ? line + 2 : err.text;
}

START_TEST(damaged_files_name_the_line)
{
    const struct {
        const char *text, *message;
    } cases[] = {
        {"", in_workdir("bad.csv")},
        {"\n\n", in_workdir("bad.csv")},
        {"a,b\n1,2\n3\n", "line 3: 1 field"},
        {"a,b\n1,2,3\n", "line 2: 3 fields"},
        {"a,b\n1,\"two\nthree\n\n4\n", "line 2: "},
        {"a,b\n1,2\n\n\n1,x\"y\n", "line 5: misplaced quote after 3 "},
        {"a,b\r1,2\r3\r", "line 3: 1 field"},
        {"a,b\r\n1,2\r\n3\r\n", "line 3: 1 field"},
        {"a,b\n\"1\n\n1\",2\n3\n", "line 5: 1 field"},
        {"a,b\n1,2\n", ""},
        {"a,b\n1,2", ""},
        {"a,b\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *said = failure(cases[i].text, strlen(cases[i].text)), *expected = cases[i].message;
        ck_assert_msg(strncmp(said, expected, strlen(expected)) == 0 && (said[0] == '\0') == (expected[0] == '\0'),
                      "%s: %s", cases[i].text, said);
    }
    ck_assert_int_eq(strncmp(failure("a,b\n1,\0\n", 8), "line 2: NUL", 11), 0);
}
END_TEST

START_TEST(no_such_file)
{
    asl_csv *csv;
    asl_error err;
    ck_assert_int_eq(asl_csv_open(&csv, "/nowhere/x.csv", &err), ASL_BAD);
    ck_assert_str_eq(err.text, "cannot read /nowhere/x.csv: No such file or directory");
    ck_assert_ptr_null(csv);
    ck_assert_int_eq(asl_csv_open(&csv, workdir(), &err), ASL_BAD); /* a folder */
}
END_TEST

START_TEST(long_lines_and_many_columns)
{
    size_t columns = 30000;
    char *text = malloc(columns * 12 + 400000), *to = text;
    for (size_t i = 0; i < columns; i++) to += sprintf(to, "c%zu%c", i, i + 1 < columns ? ',' : '\n');
    for (size_t i = 0; i + 1 < columns; i++) to += sprintf(to, "%zu,", i);
    memset(to, 'x', 300000);
    strcpy(to + 300000, "\n");
    asl_csv *csv = opened(text);
    bool row;
    ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK);
    ck_assert(row);
    ck_assert_uint_eq(asl_csv_width(csv), columns);
    ck_assert_str_eq(asl_csv_field(csv, 12345), "12345");
    ck_assert_uint_eq(asl_csv_field_length(csv, columns - 1), 300000);
    asl_csv_close(csv);
    free(text);
}
END_TEST

START_TEST(doubled_columns)
{
    asl_csv *csv = opened("a,b,a\n1,2,3\n");
    asl_error err;
    int code = ASL_OK;
    asl_csv_find(csv, "b", &code, &err);
    ck_assert_int_eq(code, ASL_OK);
    asl_csv_find(csv, "a", &code, &err);
    ck_assert_int_eq(code, ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "'a'"));
    asl_csv_close(csv);
}
END_TEST

START_TEST(numbers_and_labels)
{
    asl_csv *csv = opened("x,y\n 1.5 ,1\n2,\n3,-1\nnan,0\n1e999,2\n");
    asl_error err;
    bool row;
    double x;
    signed char y;
    const signed char labels[] = {1, -1, -1};
    for (int i = 0; i < 3; i++) {
        asl_csv_next(csv, &row, &err);
        ck_assert_int_eq(asl_csv_real(csv, 0, &x, &err), ASL_OK);
        ck_assert_int_eq(asl_csv_label(csv, 1, &y, &err), ASL_OK);
        ck_assert_int_eq(y, labels[i]);
    }
    asl_csv_next(csv, &row, &err);
    ck_assert_int_eq(asl_csv_real(csv, 0, &x, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "in.csv, line 5, column 'x': nan is not a finite number"));
    asl_csv_next(csv, &row, &err);
    ck_assert_int_eq(asl_csv_real(csv, 0, &x, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "line 6, column 'x': 1e999"));
    ck_assert_int_eq(asl_csv_label(csv, 1, &y, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "line 6, column 'y': label '2' is not 0 or 1"));
    asl_csv_close(csv);
}
END_TEST

START_TEST(written_fields_read_back)
{
    const char *const names[] = {"plain", "a,b", "q\"q", "line\nend", " edge", "=1+1"};
    const asl_cell cells[] = {asl_cell_text("x"),   asl_cell_text(""), asl_cell_text("\"\""),
                              asl_cell_double(0.1), asl_cell_int(-7),  asl_cell_blank()};
    asl_csv_writer w = {0};
    ck_assert_int_eq(asl_output_open(&w.out, in_workdir("in.csv"), NULL), ASL_OK);
    asl_row_sink v = asl_csv_sink(&w);
    ck_assert_int_eq(v.columns(v.self, names, 6, NULL), ASL_OK);
    ck_assert_int_eq(v.row(v.self, cells, 6, NULL), ASL_OK);
    ck_assert_int_eq(asl_output_close(w.out, NULL), ASL_OK);
    asl_csv_writer_free(&w);
    char *text = read_file(in_workdir("in.csv"));
    ck_assert_str_eq(text, "plain,\"a,b\",\"q\"\"q\",\"line\nend\",\" edge\",=1+1\nx,,\"\"\"\"\"\",0.1,-7,\n");
    asl_csv *csv = opened(text);
    bool row;
    ck_assert_str_eq(asl_csv_column(csv, 3), "line\nend");
    ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK);
    ck_assert_str_eq(asl_csv_field(csv, 2), "\"\"");
    asl_csv_close(csv);
    free(text);
}
END_TEST

/* A reader skips a blank line and a byte order mark, so the writer must quote a cell that looks like one. */
START_TEST(what_would_be_lost_is_quoted)
{
    const char *const names[] = {"\xef\xbb\xbfname"}, *const nameless[] = {""};
    const asl_cell empty[] = {asl_cell_text("")}, blank[] = {asl_cell_blank()};
    asl_csv_writer w = {0};
    asl_row_sink v = asl_csv_sink(&w);
    ck_assert_int_eq(v.columns(v.self, names, 1, NULL), ASL_OK);
    ck_assert_int_eq(v.row(v.self, empty, 1, NULL), ASL_OK);
    ck_assert_int_eq(v.row(v.self, blank, 1, NULL), ASL_OK);
    ck_assert_int_eq(v.columns(v.self, nameless, 1, NULL), ASL_OK);
    ck_assert_str_eq(w.line.data, "\"\xef\xbb\xbfname\"\n\"\"\n\"\"\n\"\"\n");
    asl_csv *csv = opened(w.line.data);
    ck_assert_str_eq(asl_csv_column(csv, 0), names[0]);
    bool row;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(asl_csv_next(csv, &row, NULL), ASL_OK);
        ck_assert(row && asl_csv_field(csv, 0)[0] == '\0');
    }
    asl_csv_close(csv);
    asl_csv_writer_free(&w);
}
END_TEST

/* A pipe can deliver a part of a byte order mark, of a line or of an invalid byte sequence. The result must be the same
 * as for the whole file. Found by fuzzing. */
START_TEST(pieces_are_read_as_the_whole)
{
    const struct {
        const char *first, *second, *message;
    } cases[] = {
        {"\\357\\273", "\\277logit,label\\n1,x\\n", "line 2, column 'label'"},
        {"logit,label\\n12", "3,4\"5\\n", "line 2: misplaced quote after 5 "},
        {"logit,label\\n1", "\"\\0\\n", "line 2: misplaced quote after 1 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell("(printf '%s'; sleep 0.1; printf '%s') | $aslab eval", cases[i].first, cases[i].second);
        ck_assert_msg(r.status == 2 && strstr(r.err, cases[i].message) != NULL, "%s", r.err);
        result_free(&r);
        r = shell("printf '%s%s' | $aslab eval", cases[i].first, cases[i].second);
        ck_assert_msg(r.status == 2 && strstr(r.err, cases[i].message) != NULL, "%s", r.err);
        result_free(&r);
    }
}
END_TEST

SUITE(csv, what_would_be_lost_is_quoted, fields_and_names, damaged_files_name_the_line, no_such_file,
      long_lines_and_many_columns, doubled_columns, numbers_and_labels, written_fields_read_back,
      pieces_are_read_as_the_whole)

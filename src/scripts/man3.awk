# aslab.h as the manual page aslab(3). A block of the header is a comment and the declarations after it, up to a blank
# line; here the declarations stand first. `--- TITLE` begins a section. In comments, lines indented by 4 stay as they
# are, and lines indented by 2 are items: a name, then two spaces or more.
function escaped(s) {
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    gsub(/'/, "\\(aq", s)
    gsub(/\^/, "\\(ha", s)
    return s ~ /^\./ ? "\\\\&" s : s
}

# A line of code, broken behind a comma where it is too wide, in bold.
function code(s,    n, word, i, line) {
    gsub(/ +/, " ", s)
    n = split(s, word, /, /)
    print ".nf"
    line = word[1]
    for (i = 2; i <= n; i++) {
        line = line ","
        if (length(line) + length(word[i]) > 68) {
            print "\\fB" escaped(line) "\\fR"
            line = "       "
        }
        line = line " " word[i]
    }
    print "\\fB" escaped(line) "\\fR"
    print ".fi"
}

# A new paragraph; a section begins with one by itself.
function paragraph() {
    if (!fresh) print ".PP"
    fresh = 0
}

function item(head, text) {
    print ".TP 12"
    print head != "" ? "\\fB" escaped(head) "\\fR" : "\\&"
    print text != "" ? escaped(text) : "\\&"
}

function prose(    i, s, kind, last, at) {
    last = ""
    for (i = 1; i <= lines; i++) {
        s = comment[i]
        kind = s == "" ? "" : s ~ /^    / ? (last == "item" ? "more" : "code") : s ~ /^  / ? "item" : "text"
        if (kind != "code" && last == "code") print ".fi\n.RE"
        if (kind == "code" && last != "code") {
            paragraph()
            print ".RS\n.nf"
        }
        if (kind == "text" && last != "text") paragraph()
        sub(/^ +/, "", s)
        if (kind == "item") {
            at = match(s, /  +/)
            item(substr(s, 1, at - 1), substr(s, at + RLENGTH))
        } else if (kind != "") {
            gsub(/  +/, kind == "code" ? "&" : " ", s)
            print escaped(s)
        }
        last = kind == "more" ? "item" : kind
    }
    if (last == "code") print ".fi\n.RE"
    lines = 0
}

# The members of a struct or enum: each an item, and what its comment says.
function member(s,    at, text) {
    at = index(s, "/*")
    text = at ? substr(s, at + 2) : ""
    s = at ? substr(s, 1, at - 1) : s
    gsub(/^ +| +$/, "", s)
    sub(/\*\/$/, "", text)
    gsub(/^ +| +$/, "", text)
    gsub(/  +/, " ", s)
    if (s != "") print (text != "" ? ".TP 6" : ".PP") "\n\\fB" escaped(s) "\\fR"
    if (text != "") print escaped(text)
}

function declaration(s,    at) {
    at = index(s, ";")
    sub(/^ASLAB_API /, "", s)
    at = index(s, ");")
    code(at ? substr(s, 1, at + 1) : s)
    if (at && s ~ /\/\*/) {
        sub(/^[^;]*; *\/\* */, "", s)
        sub(/ *\*\/$/, "", s)
        print ".PP\n" escaped(toupper(substr(s, 1, 1)) substr(s, 2)) "."
    }
}

/^#define ASLAB_VERSION/ { version = $3 }
/^#define ASLAB_DATE/ { date = $3 }
FNR == 1 { pass++ }
pass == 1 { next }

FNR == 1 {
    print ".TH ASLAB 3 " date " \"aslab " substr(version, 2) " \"Library Functions Manual\""
    sub(/^\/\* aslab - /, "")
    print ".SH NAME\naslab \\- " $0
    print ".SH SYNOPSIS\n.nf\n\\fB#include <aslab.h>\\fR\n.sp\ncc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs aslab)\n.fi"
    print ".SH DESCRIPTION"
    fresh = 1
    within = "comment"
    next
}

within == "comment" {
    s = $0
    ends = s ~ /\*\/$/
    sub(/ *\*\/$/, "", s)
    sub(/^ \*( |$)/, "", s)
    comment[++lines] = s
    if (ends) within = ""
    next
}
within == "member" && /^}/ {
    print ".PD\n.RE"
    code($0)
    within = ""
    next
}
within == "member" {
    if (more) {
        sub(/^ */, "")
        more = $0 !~ /\*\//
        sub(/ *\*\/$/, "")
        print escaped($0)
        next
    }
    more = $0 ~ /\/\*/ && $0 !~ /\*\//
    member($0)
    next
}
within == "declaration" {
    sub(/^ +/, "")
    whole = whole " " $0
    if (whole ~ /\);/) {
        declaration(whole)
        within = ""
    }
    next
}
/^\/\* --- / {
    prose()
    sub(/^\/\* --- /, "")
    sub(/ \*\/$/, "")
    print ".SH " toupper($0)
    fresh = 1
    next
}
/^\/\* / {
    s = substr($0, 4)
    ends = s ~ /\*\/$/
    sub(/ *\*\/$/, "", s)
    comment[++lines] = s
    within = ends ? "" : "comment"
    next
}
/^(typedef struct .*|enum) \{$/ {
    paragraph()
    code($0)
    print ".RS\n.PD 0"
    within = "member"
    next
}
/^ASLAB_API .*[^;]$/ && !/\);/ {
    paragraph()
    whole = $0
    within = "declaration"
    next
}
/^(ASLAB_API|typedef|enum)/ {
    paragraph()
    declaration($0)
    next
}
/^#define ASLAB_(VERSION|DATE)/ {
    paragraph()
    code($0)
    next
}
/^$/ { prose() }
END { print ".SH SEE ALSO\n\\fBaslab\\fR(1)" }

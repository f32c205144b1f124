# bash completion of aslab. `aslab --complete` prints the possible words. Works in bash 3.2 (macOS), which has neither compopt nor mapfile
# nor negative indices.
_aslab_option() { ! type compopt >/dev/null 2>&1 || compopt -o "$1"; }
_aslab_files() { # -f (files) or -d (folders), and the beginning of a name
    local file
    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen "$1" -- "$2")
}
_aslab() {
    local line=${COMP_LINE:0:COMP_POINT} word meaning typed kept words=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    typed=${words[${#words[@]} - 1]}
    # bash replaces only the text after the last : or =, so omit the text before it.
    kept=${typed%"${typed##*[:=]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r word meaning; do
        case $word in
        @files) _aslab_option filenames; _aslab_files -f "${typed#"$kept"}" ;;
        @folders) _aslab_option filenames; _aslab_files -d "${typed#"$kept"}" ;;
        *)
            case $word in *[:=,]) _aslab_option nospace ;; esac
            COMPREPLY+=("${word#"$kept"}")
            ;;
        esac
    done < <("${words[0]/#\~/$HOME}" --complete "${words[@]:1}" 2>/dev/null)
}
complete -F _aslab aslab

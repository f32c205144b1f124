# bash completion of aslab: the program lists the candidates. bash 3.2, which macOS has, lacks compopt, mapfile and
# negative indices.
_aslab_option() { ! type compopt >/dev/null 2>&1 || compopt -o "$1"; }
_aslab_files() { # -f or -d, and the beginning of a name
    local file
    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen "$1" -- "$2")
}
_aslab() {
    local line=${COMP_LINE:0:COMP_POINT} word meaning typed kept words=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    typed=${words[${#words[@]} - 1]}
    # bash replaces only what follows the last of these characters, so the part before it must be cut off.
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

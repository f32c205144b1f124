# bash completion of aslab: the program itself knows what may stand where.
_aslab() {
    local line=${COMP_LINE:0:COMP_POINT} word meaning typed kept words=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    typed=${words[-1]}
    # bash replaces what comes after the last of these; the part before it is not to be repeated.
    kept=${typed%"${typed##*[:=]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r word meaning; do
        case $word in
        @files) compopt -o filenames; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${typed#"$kept"}") ;;
        @folders) compopt -o filenames; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "${typed#"$kept"}") ;;
        *)
            case $word in *[:=,]) compopt -o nospace ;; esac
            COMPREPLY+=("${word#"$kept"}")
            ;;
        esac
    done < <("${words[0]/#\~/$HOME}" --complete "${words[@]:1}" 2>/dev/null)
}
complete -F _aslab aslab

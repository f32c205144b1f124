#compdef aslab
# zsh completion of aslab: the program lists the candidates.
_aslab() {
    local word meaning
    local -a plain open shown_plain shown_open
    while IFS=$'\t' read -r word meaning; do
        case $word in
            @files) _files ;;
            @folders) _files -/ ;;
            *[:=,]) open+=("$word"); shown_open+=("$word${meaning:+  -- $meaning}") ;;
            *) plain+=("$word"); shown_plain+=("$word${meaning:+  -- $meaning}") ;;
        esac
    done < <("${words[1]}" --complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    (( $#plain )) && compadd -l -d shown_plain -a plain
    (( $#open )) && compadd -S '' -l -d shown_open -a open
    return 0
}
_aslab "$@"

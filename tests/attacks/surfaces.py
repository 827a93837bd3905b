"""Where an attacker may try: the commands of each surface, and the files it has to do with.

In a command T stands for a text, O for a file to write, F for a file of any kind to read, and a word of
``good_files.KINDS`` in braces for a spoilt file of that kind. ``OWN`` is what else of the user's is spoilt for it.
"""

from __future__ import annotations

SURFACES: dict[str, str] = {
    "routines": """
        check {yaml}
        check {yaml} {exercise} {yaml}
        check own
        show {yaml}
        show {yaml} --format html
        show {yaml} --avoid T
        script {yaml} --detail minimal
        script {yaml} --detail minimal --format intervals
        script {yaml} --detail minimal --format html --minutes T
        export {yaml} -o new.fit
        export {yaml} --format html -o O
        swap {yaml} cat-cow
        swap {yaml} T --for T
        list
        play {yaml} --speaker null:fast --detail minimal --no-history
    """,
    "exercises": """
        list --exercises
        list --exercises --area T
        check odd
        show odd
        show odd --format html
        show odd --format svg
        check {exercise}
        check own
        plan --tight calves --minutes 5
        new exercise T
        new routine T
        new exercise T --language T
        new exercise T -o O
        script odd --detail minimal
        handout odd -o O
        swap post childs-pose --for odd
    """,
    "notes": """
        script --step T --detail minimal
        script --step N --detail minimal
        script --step N --step N --detail minimal
        script --step N --minutes T
        import {txt}
        import {txt} -o O
        import -
        check -
        import F
        play --step N --speaker null:fast --detail minimal
    """,
    "settings": """
        config
        config check
        config set T T
        config set rate T
        config set avoid T T
        config set voice T
        config set clinic T
        config set goal T
        config unset T
        config path
        config edit
        like T
        like cat-cow T
        dislike T T
        dislike plank --undo
        like
        dislike
        list
        show post
        plan --tight calves
        remind post -o O
    """,
    "history": """
        history
        history --since T
        history --limit T
        history --format csv
        history --format json -o O
        history export
        history export --csv
        history export --json -o O
        history export -o O --person T --no-notes
        history export --since T --csv -o O
        log T --tight T
        log post --on T
        log --tight calves=T
        log --pain T --note T
        progress
        progress --goal T
        progress --html O
        forget --before T
        forget --all
        plan --tight T
        show tight
        roster --progress {json}
        roster --progress {json} {json} -o O
        roster --progress exports -o new.html
        roster --progress exports -o new.csv
        roster --progress F
    """,
    "rosters": """
        roster {csv} --to O
        roster {csv} --to out --detail minimal --jobs 1
        roster {jsonl} --to out --jobs 1
        roster F --to out
        roster T --to T
        roster {csv} --to T
        roster {csv} --to out --format T
        roster {csv} --to out --scheduler T
        share --people T --keep --for 1s
        share --people out --tokens
    """,
    "packs": """
        voices unpack {zip}
        voices unpack {zip} --replace
        voices unpack F
        voices check mine
        voices check T
        voices pack mine -o O
        voices pack T
        voices remove T
        voices blend T T
        voices blend mine willow=T oak=0.3
        voices --language T
        voices try T -o O
        voices try en-us --pitch T -o O
        voices
        record rescue --into T --list
        record rescue --from F --into mine
        record rescue --from F --sentences {csv}
        say Hi. --voice pack:mine -o O
        say T -o O
        say T --voice T
        say Hi. --voice en-us --pitch T -o O
        say Hi. --voice command:T
    """,
    "sound": """
        export short.yaml --music F -o O
        export short.yaml --music {wav} -o O
        export short.yaml --bed T
        export short.yaml --music-volume T --bed drone -o O
        export short.yaml -o O
        export short.yaml --format T
        export short.yaml --format html -o O
        export short.yaml --split --to O
        export short.yaml --with T -o O
        export short.yaml --bitrate T -o O
        export short.yaml --minutes T -o O
        export short.yaml --rate T --pitch T -o O
        play short.yaml --speaker T
        play short.yaml --volume T --from T --speaker null:fast
        play short.yaml --start-in T --speaker null:fast
    """,
    "papers": """
        handout post -o O
        handout {yaml} -o O
        handout {yaml} --clinic T --often T -o O
        handout post --logo F -o new.pdf
        handout post --logo {svg} -o new.html
        handout post --link T -o O
        remind T -o O
        remind post --days T -o O
        remind post --days mon --at T -o O
        remind post --times T --weeks T -o O
        remind post --run-days T --alarm T -o O
        remind post --link T -o new.ics
        remind post --zone T -o new.ics
        remind {yaml} --days mon -o new.ics
        plan --tight calves -o O
        swap post childs-pose -o O
        script post --format svg --detail minimal
    """,
    "sharing": """
        share --tokens
        share --revoke T
        share --renew T
        share --keep --print-unit T
        share post --print-unit
        share T --keep --for T
        share --people F --keep
        share --people T --lan
        share post --address T
        share post --port T
    """,
    "anything": """
        T
        T T
        help T
        show T
        show post T
        list --area T
        list --max-minutes T
        check F F
        check --language T
        play F --speaker T
        play T
        export T T -o O
        export F -o O
        script T
        script F
        plan --tight T --minutes T
        plan --tight calves --avoid T --without T
        swap F T
        speakers T
        safety T
        voices install T
        --version T
        new T T
    """,
}
OWN = {
    "routines": ("own/other.yaml",),
    "exercises": ("own/exercises/odd.yaml", "own/exercises/odd.jpg"),
    "settings": ("config.toml",),
    "history": ("data/history.sqlite", "exports/a.json", "exports/b.csv"),
    "packs": ("voices/mine/manifest.json", "voices/mine/a.flac", "data/blends.toml"),
    "sound": ("clips", "data/made"),
    "sharing": ("data/share.json",),
    "rosters": ("out/report.csv", "out/P-1/exercises.mp3"),
}
PATTERNS = {
    name: [tuple(line.split()) for line in text.strip().splitlines()] for name, text in SURFACES.items()
}

#!/bin/sh
# watchdog.sh PID START_TIME RUN_FOLDER COMMAND...: runs the command, until it succeeds, when the process is gone; ends when the folder is.
owner=$1 since=$2 lab=$3
shift 3

owner_lives() {
  { read -r stat < "/proc/$owner/stat"; } 2>/dev/null || return 1
  # From the third field on: the state is the first then, the start time the twentieth.
  set -- ${stat##*) }
  [ "$1" != Z ] && shift 19 && [ "$1" = "$since" ]
}

while owner_lives; do
  [ -d "$lab" ] || exit 0
  sleep 1
done
# Another command may hold the lab at this moment: again, until it is gone.
until "$@" || [ ! -d "$lab" ]; do
  sleep 1
done

# The lab starts it only when it is not running: a lock file that is still here is a dead server's, whose process may wait to be reaped.
rm -f ${folder}/data/postmaster.pid
exec /usr/lib/postgresql/15/bin/postgres -D ${folder}/data -p ${port.postgres} -h ${host} \
  -c config_file=${folder}/postgresql.conf -c unix_socket_directories=${folder}

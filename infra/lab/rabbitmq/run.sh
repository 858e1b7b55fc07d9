# An epmd in this process group, in the foreground: Erlang would start one that outlives the broker.
umask 077
printf '%s' '${secret.cookie}' > ${folder}/.erlang.cookie
epmd -address ${host} -port ${port.epmd} &
exec /usr/lib/rabbitmq/bin/rabbitmq-server

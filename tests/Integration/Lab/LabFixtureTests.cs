using Npgsql;
using RabbitMQ.Client;

namespace Ringback.Tests.Integration.Lab;

public sealed class LabFixtureTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_database_is_empty_and_takes_a_table()
    {
        await using NpgsqlConnection connection = new(await lab.NewDatabaseAsync());
        await connection.OpenAsync(Cancel);
        await using NpgsqlCommand tables = new(
            "create table t (n int); select count(*)::int from pg_tables where schemaname = 'public'",
            connection
        );

        Assert.Equal(1, await tables.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task The_broker_gives_back_what_it_was_given()
    {
        ConnectionFactory factory = new() { Uri = new Uri(await lab.BrokerAsync()) };
        await using var connection = await factory.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var queue = await channel.QueueDeclareAsync(cancellationToken: Cancel);

        await channel.BasicPublishAsync(
            "",
            queue.QueueName,
            mandatory: true,
            body: "ping"u8.ToArray(),
            cancellationToken: Cancel
        );
        BasicGetResult? got = null;
        while (got is null)
            got = await channel.BasicGetAsync(queue.QueueName, autoAck: true, Cancel);

        Assert.Equal("ping"u8.ToArray(), got.Body.ToArray());
    }
}

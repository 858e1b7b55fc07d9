using System.Net.Sockets;
using Npgsql;
using RabbitMQ.Client;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Integration.Lab;

/// <summary>Each server is stopped, frozen and resumed. What it then does on the wire is the probes' tests' matter.</summary>
public sealed class OutageTests : IAsyncDisposable
{
    private readonly string _folder = $"/tmp/ringback-lab-outage-{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Servers => [.. ServerPlans.Names];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_server_is_frozen_whole_then_stopped_while_frozen_and_comes_back_on_its_ports(string name)
    {
        var lab = await LoopbackLab.UpAsync(_folder, [name], cancel: Cancel);
        var server = lab.Servers.First(each => each.Name == name);
        ProcessFamily family = new(ProcessMark.Read(server.ProcessFile)!.Value);

        lab.Freeze(name);
        var before = family.Living();
        Assert.Equal(ServerState.Frozen, LoopbackLab.StateOf(server));
        Assert.All(before, process => Assert.True(process.Stat?.IsFrozen, $"{process.Id} still runs"));

        await lab.ResumeAsync(name, Cancel);
        await Until.TrueAsync(() => before.All(process => process.Stat is not { IsFrozen: true }), "all are thawed");

        lab.Freeze(name);
        await lab.StopAsync(name);
        Assert.Equal(ServerState.Stopped, LoopbackLab.StateOf(server));
        Assert.DoesNotContain(before, process => process.IsAlive);

        await lab.ResumeAsync(name, Cancel); // returns when it answers on the same port
        Assert.Equal(ServerState.Running, LoopbackLab.StateOf(server));
        Assert.Equal(server.Ports, LoopbackLab.Open(_folder).Servers.First(each => each.Name == name).Ports);
    }

    [Theory]
    [InlineData("kamailio", "sip")]
    [InlineData("coturn", "turn")]
    [InlineData("chrony", "ntp")]
    public async Task A_stopped_datagram_server_refuses(string name, string port)
    {
        var lab = await LoopbackLab.UpAsync(_folder, [name], cancel: Cancel);
        using UdpPeer peer = new(lab.Servers.First(each => each.Name == name).Ports[port].First);

        await lab.StopAsync(name);

        var refused = await Assert.ThrowsAsync<SocketException>(() => peer.AskAsync([1]));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_dead_echo_agent_becomes_the_proxys_own_408()
    {
        var lab = await LoopbackLab.UpAsync(_folder, ["kamailio"], cancel: Cancel);
        await lab.StopAsync("echo");
        using UdpPeer proxy = new(lab.Servers.First(each => each.Name == "kamailio").Ports["sip"].First);

        var answer = await proxy.AskAsync(
            new SipText(proxy, "lab.test", $"{Guid.NewGuid():N}").Request("INVITE", "sip:echo@lab.test", 1)
        );
        while (answer.StartsWith("SIP/2.0 1", StringComparison.Ordinal))
            answer = await proxy.ReceiveTextAsync();

        Assert.StartsWith("SIP/2.0 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_keeps_its_data_over_a_stop()
    {
        var lab = await LoopbackLab.UpAsync(_folder, ["postgres"], cancel: Cancel);
        await RunAsync(lab, "create table kept (n int); insert into kept values (41)");

        await lab.StopAsync("postgres");
        await lab.ResumeAsync("postgres", Cancel);

        Assert.Equal(41, await RunAsync(lab, "select n from kept"));
    }

    [Fact]
    public async Task RabbitMq_keeps_its_durable_messages_over_a_stop()
    {
        var lab = await LoopbackLab.UpAsync(_folder, ["rabbitmq"], cancel: Cancel);
        ConnectionFactory factory = new()
        {
            Uri = new Uri(lab.Variables["RINGBACK_BROKER"]),
            AutomaticRecoveryEnabled = false,
        };
        CreateChannelOptions confirmed = new(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true
        );
        await using (var connection = await factory.CreateConnectionAsync(Cancel))
        await using (var channel = await connection.CreateChannelAsync(confirmed, Cancel))
        {
            await channel.QueueDeclareAsync(
                "kept",
                durable: true,
                exclusive: false,
                autoDelete: false,
                cancellationToken: Cancel
            );
            await channel.BasicPublishAsync(
                "",
                "kept",
                mandatory: true,
                new BasicProperties { Persistent = true },
                "41"u8.ToArray(),
                Cancel
            );
        }

        await lab.StopAsync("rabbitmq");
        await lab.ResumeAsync("rabbitmq", Cancel);

        await using var again = await factory.CreateConnectionAsync(Cancel);
        await using var reader = await again.CreateChannelAsync(cancellationToken: Cancel);
        var kept = await reader.BasicGetAsync("kept", autoAck: true, Cancel);
        Assert.Equal("41"u8.ToArray(), kept?.Body.ToArray());
    }

    public async ValueTask DisposeAsync() => await LoopbackLab.DownAsync(_folder);

    private static async Task<object?> RunAsync(LoopbackLab lab, string sql)
    {
        await using NpgsqlConnection connection = new(lab.Variables["RINGBACK_DATABASE"] + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}

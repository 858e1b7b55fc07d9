using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using Ringback.Aggregator;
using Ringback.Aggregator.Bus;
using Ringback.Cli.Lab;
using Ringback.Model;
using Ringback.Store.Catalogs;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Bus;

/// <summary>An aggregator over a broker and a database of its own: tests may stop both, and count what is in the queues.</summary>
public sealed class BusFixture : IAsyncLifetime
{
    private static readonly TimeSpan Wide = TimeSpan.FromSeconds(90);

    private readonly string _folder = $"/tmp/ringback-bus-test-{Environment.ProcessId}";
    private WebApplication _app = null!;
    private NpgsqlDataSource _database = null!;
    private IConnection _connection = null!;

    internal LoopbackLab Lab { get; private set; } = null!;

    internal Uri Broker => new(Lab.Variables["RINGBACK_BROKER"]);

    internal IChannel Channel { get; private set; } = null!;

    /// <summary>A slot of the sample catalog that lies in its force; each call gives a later one.</summary>
    internal Instant NextSlot() => _effective + TimeSpan.FromMilliseconds(Interlocked.Increment(ref _slots));

    private Instant _effective;
    private int _slots;

    public async ValueTask InitializeAsync()
    {
        Lab = await LoopbackLab.UpAsync(_folder, ["postgres", "rabbitmq"], Environment.ProcessId);
        // Not pooled: a connection from before an outage would be a dead one.
        _database = NpgsqlDataSource.Create($"{Lab.Variables["RINGBACK_DATABASE"]};Pooling=false");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddAggregator(new AggregatorOptions { Database = Lab.Variables["RINGBACK_DATABASE"] });
        builder.Services.AddBus(Broker);
        _app = builder.Build();
        await _app.StartAsync();
        _effective = (await ApplyAsync()).Catalog.EffectiveAt;

        _connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        Channel = await _connection.CreateChannelAsync();
        await UntilAsync("the catalog streams are declared", () => ExistsAsync(BusNames.Catalog("prague")));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        await LoopbackLab.DownAsync(_folder);
    }

    /// <param name="more">Ids of targets besides the sample's.</param>
    internal Task<CatalogVersion> ApplyAsync(params string[] more) =>
        _app
            .Services.GetRequiredService<CatalogLedger>()
            .ApplyAsync(
                Samples.Catalog([Samples.Target("pbx"), Samples.Target("web"), .. more.Select(Samples.Target)]),
                TimeSpan.Zero,
                CancellationToken.None
            );

    internal async Task<long> StoredAsync(Instant slot)
    {
        await using var command = _database.CreateCommand("select count(*) from result where scheduled_at = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = slot.ToDateTimeOffset().UtcDateTime });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    internal async Task<uint> WaitingAsync(string queue) =>
        (await Channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    internal static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Wide, $"never came: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task<bool> ExistsAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }
}

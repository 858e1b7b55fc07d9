using System.Text.Json;
using RabbitMQ.Client.Events;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.ProbeWorker.Delivery;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>Reads the catalog versions of a region from the broker, the newest first known, then each as it comes.</summary>
/// <remarks>The centre declares the stream; a missing one is "broker away", like no broker.</remarks>
internal sealed partial class CatalogStream(
    Broker broker,
    string region,
    Action<Catalog> adopt,
    TimeProvider time,
    ILogger<CatalogStream> log
)
{
    private const ushort Prefetch = 4;
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    /// <summary>Until it is cancelled; connects again as often as it must.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backOff = FirstBackOff;
        while (true)
        {
            try
            {
                await ReadAsync(() => backOff = FirstBackOff, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogAway(BusNames.Catalog(region), e.Message, backOff);
            }

            await Task.Delay(backOff, time, stop);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }
    }

    private async Task ReadAsync(Action connected, CancellationToken stop)
    {
        await using var connection = await broker.ConnectAsync(stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Take(delivery.Body.Span);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stop);
        };
        consumer.ShutdownAsync += (_, shutdown) =>
        {
            ended.TrySetResult(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) =>
        {
            ended.TrySetResult("the stream was deleted");
            return Task.CompletedTask;
        };

        await channel.BasicQosAsync(0, Prefetch, global: false, stop);
        await channel.BasicConsumeAsync(
            BusNames.Catalog(region),
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = "last" },
            consumer,
            stop
        );
        connected();
        throw new IOException(await ended.Task.WaitAsync(stop));
    }

    private void Take(ReadOnlySpan<byte> body)
    {
        try
        {
            adopt(
                JsonSerializer.Deserialize(body, ModelJson.Default.Catalog) ?? throw new JsonException("is no catalog")
            );
        }
        catch (JsonException e)
        {
            LogUnreadable(e, BusNames.Catalog(region));
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Stream} is away ({Error}): the last catalog stays in force, next try in {BackOff}"
    )]
    private partial void LogAway(string stream, string error, TimeSpan backOff);

    [LoggerMessage(LogLevel.Error, "A message of {Stream} is no catalog: the last good one stays in force")]
    private partial void LogUnreadable(Exception exception, string stream);
}

using System.Text.Json;
using RabbitMQ.Client.Events;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Reads a stream of the broker, and connects again as often as it must.</summary>
/// <remarks>The centre declares the stream; a missing one is "broker away", like no broker.</remarks>
/// <param name="offset">Where a new connection begins: <c>last</c> or <c>next</c>.</param>
internal abstract partial class BrokerStream(
    Broker broker,
    string stream,
    string offset,
    TimeProvider time,
    ILogger log
)
{
    private const ushort Prefetch = 4;
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    /// <summary>Until it is cancelled.</summary>
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
                LogAway(stream, e.Message, backOff);
            }

            await Task.Delay(backOff, time, stop);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }
    }

    /// <exception cref="JsonException">It is no message of this stream.</exception>
    protected abstract void Take(ReadOnlySpan<byte> body);

    private async Task ReadAsync(Action connected, CancellationToken stop)
    {
        await using var connection = await broker.ConnectAsync(stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            TryTake(delivery.Body.Span);
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
            stream,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = offset },
            consumer,
            stop
        );
        connected();
        throw new IOException(await ended.Task.WaitAsync(stop));
    }

    private void TryTake(ReadOnlySpan<byte> body)
    {
        try
        {
            Take(body);
        }
        catch (JsonException e)
        {
            LogUnreadable(e, stream);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Stream} is away ({Error}): next try in {BackOff}")]
    private partial void LogAway(string stream, string error, TimeSpan backOff);

    [LoggerMessage(LogLevel.Error, "A message of {Stream} cannot be read: it is passed over")]
    private partial void LogUnreadable(Exception exception, string stream);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Dapr;
using Dapr.Client;
using Grpc.Core;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>CloudEvents 1.0 through a Dapr sidecar's publish and subscribe.</summary>
/// <remarks>The envelope is ours, whole: of one that Dapr makes only id, source and type could be given, not subject and time.</remarks>
/// <param name="page">Where people reach the API: the events' source.</param>
internal sealed class DaprChannel(DaprOptions receiver, DaprClient dapr, Uri? page, TimeProvider time) : IChannel
{
    private const string ContentType = "application/cloudevents+json";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => receiver.Name;

    public string Kind => "dapr";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(Envelope(notice));
            await dapr.PublishByteEventAsync(receiver.PubSub, receiver.Topic, body, ContentType, [], either.Token);
            return "published";
        }
        catch (Exception e) when (e is DaprException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new RefusedException(
                patience.IsCancellationRequested ? "did not answer in time"
                : e.InnerException is RpcException rpc ? $"did not take it: {rpc.StatusCode}"
                : "did not take it"
            );
        }
    }

    private JsonObject Envelope(Notice notice) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = notice.Id,
            ["source"] = page?.ToString() ?? "ringback",
            ["type"] = $"ringback.{notice.Kind}",
            ["subject"] = $"{notice.SubjectKind}/{notice.Subject}",
            ["time"] = notice.At.ToString(),
            ["datacontenttype"] = "application/json",
            ["data"] = NoticeJson.Of(notice),
        };
}

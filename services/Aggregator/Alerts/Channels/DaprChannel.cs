using Dapr;
using Dapr.Client;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>CloudEvents through a Dapr sidecar's publish and subscribe.</summary>
internal sealed class DaprChannel(DaprOptions receiver, DaprClient dapr) : IChannel
{
    public string Name => receiver.Name;

    public string Kind => "dapr";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        var metadata = new Dictionary<string, string>
        {
            ["cloudevent.id"] = notice.Id,
            ["cloudevent.source"] = "ringback",
            ["cloudevent.type"] = $"ringback.{notice.Kind}",
            ["cloudevent.subject"] = $"{notice.SubjectKind}/{notice.Subject}",
            ["cloudevent.time"] = notice.At.ToString(),
        };
        try
        {
            await dapr.PublishEventAsync(receiver.PubSub, receiver.Topic, NoticeJson.Of(notice), metadata, cancel);
            return "published";
        }
        catch (DaprException e)
        {
            throw new RefusedException($"the sidecar did not take it: {e.InnerException?.GetType().Name}");
        }
    }
}

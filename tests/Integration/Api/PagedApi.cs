using System.Text.Json;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator.Alerts;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>A secured API beside one receiver, <c>pager</c>, that is told when it is asked to. Both targets were up at first.</summary>
internal sealed class PagedApi : IAsyncDisposable
{
    private readonly Mailbox _mailbox;

    private PagedApi(SecuredApi api, Mailbox mailbox) =>
        (Api, _mailbox, Telling) = (api, mailbox, new Telling(api.Centre));

    public SecuredApi Api { get; }

    public Telling Telling { get; }

    /// <summary>Bodies and signatures of what the receiver got.</summary>
    public IReadOnlyCollection<(string Body, string Signature, bool Taken)> Posts => _mailbox.Posts;

    public static async Task<PagedApi> StartAsync(LabFixture lab, Catalog? catalog = null)
    {
        var paged = new PagedApi(await SecuredApi.StartAsync(lab, catalog: catalog), await Mailbox.StartAsync());
        await paged.RunAsync(0, 3);
        return paged;
    }

    /// <summary>Tells the receiver all that is due.</summary>
    public Task TellAsync() =>
        Telling.TellAllAsync(
            new WebhookChannel(
                new WebhookOptions("pager", _mailbox.Url, new Secret("0123456789abcdef")),
                Telling.Http,
                Api.Centre.Time
            )
        );

    /// <summary>Minutes of runs, <c>web</c>'s always up, and what they are told as.</summary>
    public async Task RunAsync(int from, int to, Outcome pbx = Outcome.Up)
    {
        await DeriveAsync(from, to, pbx);
        await TellAsync();
    }

    /// <summary>The same, untold.</summary>
    public async Task DeriveAsync(int from, int to, Outcome pbx)
    {
        Api.Centre.SetTime(At(to - 0.5));
        await Api.Centre.IngestAsync(Runs("pbx", from, to, pbx), Runs("web", from, to));
        await Api.Centre.DeriveAsync();
    }

    public async Task<JsonElement> GetAsync(string path, Role role)
    {
        using var response = await Api.SendAsync(HttpMethod.Get, path, role);
        return await SecuredApi.JsonAsync(response, 200);
    }

    /// <summary>Every try to tell the receiver, newest first.</summary>
    public async Task<IEnumerable<JsonElement>> DeliveriesAsync() =>
        (await GetAsync("/v1/alert-deliveries?receiver=pager", Role.Operator))
            .GetProperty("deliveries")
            .EnumerateArray();

    public async ValueTask DisposeAsync()
    {
        await _mailbox.DisposeAsync();
        Telling.Dispose();
        await Api.DisposeAsync();
    }
}

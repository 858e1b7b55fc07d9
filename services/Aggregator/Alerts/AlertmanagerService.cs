using System.Globalization;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Alerts;

namespace Ringback.Aggregator.Alerts;

/// <summary>An alert as Alertmanager's API takes it, version 2.</summary>
internal sealed record PostedAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    string StartsAt,
    string EndsAt
);

/// <summary>Tells every Alertmanager what is open, over and over, as Prometheus does; what is no longer told ends by itself.</summary>
/// <remarks>Every replica tells it: Alertmanager knows an alert by its labels, and they are the same from each.</remarks>
internal sealed partial class AlertmanagerService(
    AlertLedger ledger,
    KnownAlerts alerts,
    HttpClient http,
    AlertOptions options,
    TimeProvider time,
    ILogger<AlertmanagerService> log
) : BackgroundService
{
    private const string IdLabel = "notification";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a restart of ours, so that no alert resolves by it.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(4);

    /// <summary>More than stand in any trouble that a person could look at one by one.</summary>
    private const int MostAlerts = 1_000;

    /// <summary>Of each receiver: what it was last told to be open, by its labels' id.</summary>
    private readonly Dictionary<string, Dictionary<string, PostedAlert>> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Alertmanagers.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            foreach (var receiver in options.Alertmanagers)
            {
                try
                {
                    await TellAsync(receiver, stoppingToken);
                }
                catch (Exception e) when (DatabaseOutage.IsOne(e) && e is not TimeoutException)
                {
                    // The derivers say so.
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogRefused(receiver.Name, e.Message);
                }
            }

            await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <exception cref="HttpRequestException">It did not take them.</exception>
    public async Task TellAsync(AlertmanagerOptions receiver, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var incidents = await ledger.OpenAsync(now, cancel);
        var standing = await alerts.ReadAsync(standing: true, before: null, MostAlerts, now, cancel);
        var open = incidents
            .Select(each => Alert(each, now + Validity))
            .Concat(standing.Where(each => !each.IsSilenced).Select(each => Alert(each, now + Validity)))
            .ToDictionary(each => each.Labels[IdLabel]);
        var over = _told.GetValueOrDefault(receiver.Name, []).Where(told => !open.ContainsKey(told.Key));
        PostedAlert[] posted = [.. open.Values, .. over.Select(each => each.Value with { EndsAt = now.ToString() })];
        if (posted.Length > 0)
        {
            var url = new Uri(new Uri(receiver.Url.ToString().TrimEnd('/') + "/"), "api/v2/alerts");
            using var response = await http.PostAsJsonAsync(url, posted, cancel);
            response.EnsureSuccessStatusCode();
        }

        _told[receiver.Name] = open;
    }

    private static PostedAlert Alert(OpenAlert open, Instant endsAt) =>
        new(
            new Dictionary<string, string>
            {
                ["alertname"] = "RingbackIncident",
                [IdLabel] = open.Notification.ToString(CultureInfo.InvariantCulture),
                [open.SubjectKind] = open.Subject,
            },
            new Dictionary<string, string>
            {
                ["summary"] = $"{open.Name} is {Words.Of((Verdict)open.Severity)}",
                ["severity"] = Words.Of((Verdict)open.Severity),
            },
            open.OpenedAt.ToString(),
            endsAt.ToString()
        );

    private static PostedAlert Alert(KnownAlert known, Instant endsAt) =>
        new(
            new Dictionary<string, string>
            {
                ["alertname"] = $"Ringback{string.Concat(known.Alert.Key.Kind.Split('_').Select(Capital))}",
                [IdLabel] = $"alert-{known.Id.ToString(CultureInfo.InvariantCulture)}",
                [known.Alert.Key.SubjectKind] = known.Alert.Key.Subject,
            },
            new Dictionary<string, string>
            {
                ["summary"] = known.Alert.Summary,
                ["urgency"] = Words.Of(known.Alert.Urgency),
            },
            known.OpenedAt.ToString(),
            endsAt.ToString()
        );

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    [LoggerMessage(LogLevel.Warning, "{Receiver} was not told what is open: {Error}")]
    private partial void LogRefused(string receiver, string error);
}

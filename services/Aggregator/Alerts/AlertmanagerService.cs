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
    HttpClient http,
    AlertOptions options,
    TimeProvider time,
    ILogger<AlertmanagerService> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a restart of ours, so that no alert resolves by it.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(4);

    /// <summary>Of each receiver: what it was last told to be open.</summary>
    private readonly Dictionary<string, IReadOnlyList<OpenAlert>> _told = [];

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
        var open = await ledger.OpenAsync(cancel);
        var over = _told
            .GetValueOrDefault(receiver.Name, [])
            .Where(told => open.All(each => each.Notification != told.Notification));
        PostedAlert[] alerts =
        [
            .. open.Select(each => Alert(each, now + Validity)),
            .. over.Select(each => Alert(each, now)),
        ];
        if (alerts.Length > 0)
        {
            var url = new Uri(new Uri(receiver.Url.ToString().TrimEnd('/') + "/"), "api/v2/alerts");
            using var response = await http.PostAsJsonAsync(url, alerts, cancel);
            response.EnsureSuccessStatusCode();
        }

        _told[receiver.Name] = open;
    }

    private static PostedAlert Alert(OpenAlert open, Instant endsAt) =>
        new(
            new Dictionary<string, string>
            {
                ["alertname"] = "RingbackIncident",
                ["notification"] = open.Notification.ToString(CultureInfo.InvariantCulture),
                [open.SubjectKind] = open.Subject,
            },
            new Dictionary<string, string>
            {
                ["summary"] = $"{open.Name} is {Word(open.Severity)}",
                ["severity"] = Word(open.Severity),
            },
            open.OpenedAt.ToString(),
            endsAt.ToString()
        );

    private static string Word(short severity) => ((Verdict)severity).ToString().ToLowerInvariant();

    [LoggerMessage(LogLevel.Warning, "{Receiver} was not told what is open: {Error}")]
    private partial void LogRefused(string receiver, string error);
}

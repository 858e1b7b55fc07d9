using Ringback.CatalogFiles;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.Tests.Integration.Lab;
using Check = Ringback.Model.Catalogs.Checks.Check;

namespace Ringback.Tests.Integration.ProbeWorker.Https;

/// <summary>The lab catalog's scenario, its certificate that expires soon, and HTTP/2, against nginx; its WebSocket against kamailio.</summary>
public sealed class LabTargetsTests(LabFixture lab)
{
    [Fact]
    public async Task The_scenario_fetches_a_token_and_reads_what_it_is_for()
    {
        var result = await RunAsync("web-api", "nginx");

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        string[] exchange = ["resolve", "connect", "tls", "request", "first_byte", "body"];
        Assert.Equal(
            ["token", .. exchange, "step", .. exchange, "step", .. exchange, "cleanup", .. exchange],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.DoesNotContain(lab.Variables["LAB_CLIENT_SECRET"], result.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3d", Outcome.Up, null)]
    [InlineData("7d", Outcome.Degraded, Reason.CertificateExpiring)]
    public async Task A_certificate_that_expires_in_five_days_warns_in_time(
        string warning,
        Outcome outcome,
        Reason? reason
    )
    {
        var result = await RunAsync("expiring", "nginx", ("LAB_EXPIRY_WARNING", warning));

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Nginx_speaks_HTTP_2()
    {
        var result = await RunAsync(
            "https",
            "nginx",
            change: check => (HttpsCheck)check with { Protocol = HttpVersionAsked.Http2 }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Contains("ALPN h2", result.Evidence, StringComparison.Ordinal);
        Assert.Equal(
            ["resolve", "connect", "tls", "request", "first_byte", "body"],
            result.Phases.Select(phase => phase.Name)
        );
    }

    [Fact]
    public async Task Kamailio_keeps_a_websocket_and_answers_its_pings()
    {
        var result = await RunAsync("websocket", "kamailio");

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Contains(new Measurement(MeasurementNames.SessionDrops, 0), result.Measurements);
        Assert.Contains(result.Measurements, m => m is { Name: MeasurementNames.PingRttMaxSeconds, Value: > 0 });
    }

    private async Task<ProbeResult> RunAsync(
        string target,
        string server,
        (string Name, string Value)? variable = null,
        Func<Check, Check>? change = null
    )
    {
        await lab.NeedAsync("nginx");
        await lab.NeedAsync(server);
        var variables = new Dictionary<string, string>(lab.Variables);
        if (variable is { } given)
            variables[given.Name] = given.Value;

        // The rest of the catalog is not asked for here: any name will do, and each of its servers is on a port of its own.
        var port = 2000;
        var catalog = Path.Combine(Path.GetDirectoryName(ServerPlans.Source)!, "catalogs", "lab.yaml");
        foreach (var error in CatalogFile.Read(catalog, variables).Errors)
        {
            if (error.Field.StartsWith("variables.", StringComparison.Ordinal))
                variables.TryAdd(
                    error.Field["variables.".Length..],
                    error.Field.EndsWith("_PORT", StringComparison.Ordinal) ? $"{++port}" : "nobody.test"
                );
        }

        var reading = CatalogFile.Read(catalog, variables);
        Assert.Empty(reading.Errors);
        var found = reading.Catalog!.Targets.Single(each => each.Id == target);
        return await OneRun.OfAsync(
            change is null ? found.Check : change(found.Check),
            TimeSpan.FromSeconds(30),
            secrets: new Secrets(lab.Variables.GetValueOrDefault),
            evidenceAlways: true
        );
    }
}

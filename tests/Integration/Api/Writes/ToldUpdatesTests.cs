using System.Text.Json;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model.Access;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator.Alerts;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api.Writes;

/// <summary>Who was called for an incident hears what people write to it.</summary>
public sealed class ToldUpdatesTests(LabFixture lab) : IAsyncLifetime
{
    private PagedApi _paged = null!;

    public async ValueTask InitializeAsync() => _paged = await PagedApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _paged.DisposeAsync();

    [Fact]
    public async Task It_is_told_in_the_thread_of_the_incident_and_in_what_comes_after_it()
    {
        await _paged.RunAsync(3, 6, Outcome.Down);
        await WriteAsync("identified", $"A line card\nhas failed {new string('x', 400)}");
        await _paged.TellAsync();
        await _paged.RunAsync(6, 9);
        await WriteAsync("resolved", "It was replaced");
        await _paged.TellAsync();

        Assert.Equal(
            [
                "incident_opened False  ",
                "incident_updated False identified A line card",
                "incident_closed True identified A line card",
                "incident_updated True resolved It was replaced",
            ],
            Said().Select(said => $"{said.GetProperty("kind")} {said.GetProperty("over")} {Update(said)}")
        );
        Assert.Single(Said().Select(said => said.GetProperty("notification").GetString()).Distinct());
        var summary = Said()[1].GetProperty("summary").GetString()!;
        Assert.StartsWith("Calls, identified: A line card has failed xxx", summary, StringComparison.Ordinal);
        Assert.EndsWith("x…", summary, StringComparison.Ordinal);
        Assert.Equal("down", Said()[1].GetProperty("severity").GetString());
    }

    [Fact]
    public async Task PagerDuty_triggers_is_acknowledged_and_resolved_under_one_key()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var pagerDuty = new PagerDutyChannel(
            new PagerDutyOptions("pd", mailbox.Url, new Secret("R0UT1NG")),
            _paged.Telling.Http
        );
        await _paged.Telling.TellAllAsync(pagerDuty);
        await _paged.DeriveAsync(3, 6, Outcome.Down);
        await WriteAsync("investigating", "We look into it");
        await _paged.DeriveAsync(6, 9, Outcome.Up);
        await WriteAsync("resolved", "It was a line card");
        await _paged.Telling.TellAllAsync(pagerDuty);

        Assert.Equal(
            ["trigger", "acknowledge", "resolve"],
            mailbox.Posts.Select(post => JsonElement.Parse(post.Body).GetProperty("event_action").GetString())
        );
        Assert.Single(
            mailbox.Posts.Select(post => JsonElement.Parse(post.Body).GetProperty("dedup_key").GetString()).Distinct()
        );
    }

    [Fact]
    public async Task While_it_is_silent_nothing_is_told_and_afterwards_the_call_says_what_was_written()
    {
        using (
            var silence = await _paged.Api.SendAsync(
                HttpMethod.Post,
                "/v1/silences",
                Role.Operator,
                new
                {
                    component = "calls",
                    until = At(20).ToString(),
                    reason = "x",
                }
            )
        )
            Assert.Equal(201, (int)silence.StatusCode);
        await _paged.RunAsync(3, 6, Outcome.Down);
        await WriteAsync("identified", "A line card");
        await _paged.TellAsync();
        Assert.Empty(_paged.Posts);

        _paged.Api.Centre.SetTime(At(20));
        await _paged.TellAsync();
        var told = Assert.Single(Said());
        Assert.Equal("incident_opened", told.GetProperty("kind").GetString());
        Assert.Equal("identified A line card", Update(told));
    }

    [Fact]
    public async Task What_was_told_to_nobody_stays_so()
    {
        _paged.Api.Centre.SetTime(At(9.5)); // over when it became known
        await _paged.Api.Centre.IngestAsync(Runs("pbx", 3, 6, Outcome.Down), Runs("web", 3, 10), Runs("pbx", 6, 10));
        await _paged.Api.Centre.DeriveAsync();
        await WriteAsync("resolved", "Nobody noticed");
        await _paged.TellAsync();

        Assert.Empty(_paged.Posts);
    }

    private List<JsonElement> Said() => [.. _paged.Posts.Select(post => JsonElement.Parse(post.Body))];

    private static string Update(JsonElement said) =>
        said.GetProperty("update") is { ValueKind: JsonValueKind.Object } update
            ? $"{update.GetProperty("status")} {update.GetProperty("body").GetString()!.Split('\n')[0]}"
            : " ";

    private async Task WriteAsync(string status, string body)
    {
        var listed = await _paged.GetAsync(
            "/v1/incidents?part_of=none&from=2026-10-05T00:00:00Z&to=2026-10-06T00:00:00Z",
            Role.Viewer
        );
        var incident = listed.GetProperty("incidents")[0].GetProperty("id").GetString();
        using var written = await _paged.Api.SendAsync(
            HttpMethod.Post,
            $"/v1/incidents/{incident}/updates",
            Role.Operator,
            new { status, body }
        );
        await SecuredApi.JsonAsync(written, 201);
    }
}

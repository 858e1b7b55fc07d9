using System.Text.Json;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Writes;

public sealed class AnnouncementTests(LabFixture lab) : IAsyncLifetime
{
    private const string Path = "/v1/maintenance-windows";
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = await SecuredApi.StartAsync(lab, new Dictionary<string, string> { ["Catalog:LeadSeconds"] = "0" });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Work_is_announced_ended_early_and_outlives_another_catalog_file()
    {
        using (var made = await PostAsync(Once("upgrade", -10, 50)))
        {
            Assert.Equal("\"1\"", made.Headers.ETag?.ToString());
            Assert.Equal($"{Path}/upgrade", made.Headers.Location?.ToString());
            await SecuredApi.JsonAsync(made, 201);
        }

        Assert.Equal(["11:50:00 12:50:00"], await TimesAsync("upgrade"));
        await SecuredApi.JsonAsync(await PostAsync(Once("upgrade", -10, 50)), 409);

        var own = await new CatalogVersions(_api.Centre.Database.Source).NewestGivenAsync(
            TestContext.Current.CancellationToken
        );
        Assert.Empty(CatalogDifference.Between(own!.Catalog, Samples.Catalog())); // no diff tells of it
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("pbx"), Samples.Target("third")));
        Assert.Equal(["11:50:00 12:50:00"], await TimesAsync("upgrade"));

        _api.SetTime(Samples.Noon + TimeSpan.FromMinutes(20));
        await SecuredApi.JsonAsync(await EndAsync("upgrade", "\"9\""), 412);
        var ended = await SecuredApi.JsonAsync(await EndAsync("upgrade", "\"1\""), 200);
        Assert.Equal("ended", ended.GetProperty("state").GetString());
        Assert.Equal(["11:50:00 12:20:00"], await TimesAsync("upgrade"));
        await SecuredApi.JsonAsync(await EndAsync("upgrade", "\"2\""), 409);

        _api.SetTime(Samples.Noon + TimeSpan.FromMinutes(30));
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("pbx")));
        Assert.Equal(["11:50:00 12:20:00"], await TimesAsync("upgrade"));
    }

    [Fact]
    public async Task What_is_taken_back_gives_its_time_back_and_leaves_an_amendment()
    {
        await SecuredApi.JsonAsync(await PostAsync(Once("mistake", -60, -30)), 201);
        using (var response = await _api.SendAsync(HttpMethod.Delete, $"{Path}/mistake", Role.Operator))
            Assert.Equal(428, (int)response.StatusCode);
        var gone = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Delete, $"{Path}/mistake", Role.Operator, null, ("If-Match", "\"1\"")),
            200
        );

        Assert.Equal("cancelled", gone.GetProperty("state").GetString());
        Assert.Empty(await TimesAsync("mistake"));
        var listed = await SecuredApi.JsonAsync(
            await _api.SendAsync(
                HttpMethod.Get,
                $"{Path}?from=2026-10-05T10:00:00Z&to=2026-10-05T13:00:00Z",
                Role.Viewer
            ),
            200
        );
        var amendments = listed
            .GetProperty("maintenance_windows")
            .EnumerateArray()
            .Single(window => window.GetProperty("id").GetString() == "mistake")
            .GetProperty("amendments");
        Assert.Equal(2, amendments.GetArrayLength()); // declared after the fact, and taken back
        var audit = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Get, "/v1/audit?subject=mistake", Role.Admin),
            200
        );
        Assert.Equal(
            ["maintenance.cancel", "maintenance.announce"],
            audit.GetProperty("entries").EnumerateArray().Select(each => each.GetProperty("action").GetString()!)
        );
    }

    [Fact]
    public async Task Recurring_work_is_announced_by_the_keys_of_a_catalog()
    {
        var weekly = new
        {
            id = "weekly",
            title = "Patches",
            days = new[] { "tue" },
            start = "02:00",
            duration = "1h",
            zone = "Europe/Prague",
            first = "2026-10-01",
            components = new[] { "calls" },
        };
        await SecuredApi.JsonAsync(await PostAsync(weekly), 201);
        Assert.Equal("00:00:00 01:00:00", (await TimesAsync("weekly"))[0]);

        _api.SetTime(Samples.Noon + TimeSpan.FromDays(8));
        await SecuredApi.JsonAsync(await EndAsync("weekly", "\"1\""), 200);
        Assert.Equal(2, (await TimesAsync("weekly")).Count); // 6th and 13th of October
    }

    [Theory]
    [InlineData("""{"title":"x","from":"2026-10-05T13:00:00Z","to":"2026-10-05T14:00:00Z","targets":["pbx"]}""", "id")]
    [InlineData(
        """{"id":"a","title":"x","from":"2026-10-05T13:00:00Z","to":"2026-10-05T12:00:00Z","targets":["pbx"]}""",
        "to"
    )]
    [InlineData(
        """{"id":"a","title":"x","from":"2026-10-05T13:00:00Z","to":"2026-10-05T14:00:00Z","targets":["pbz"]}""",
        "targets[0]"
    )]
    [InlineData("""{"id":"a","title":"x","from":"tomorrow","to":"2026-10-05T14:00:00Z","targets":["pbx"]}""", "from")]
    [InlineData(
        """{"id":"a","title":"x","from":"2026-10-05T13:00:00Z","to":"2026-10-05T14:00:00Z","targets":["pbx"],"owner":"me"}""",
        "owner"
    )]
    public async Task A_mistake_names_the_member_and_the_mend(string body, string member)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, Path, Role.Operator, content),
            400
        );

        Assert.Contains(member, problem.GetProperty("errors").EnumerateObject().Select(each => each.Name));
    }

    [Fact]
    public async Task A_key_that_is_limited_to_components_announces_work_of_these_alone()
    {
        var calls = (await _api.KeyAsync(Role.Operator, "calls")).Reveal();
        var others = (await _api.KeyAsync(Role.Operator, "meetings")).Reveal();
        var window = new
        {
            id = "calls-work",
            title = "Work",
            from = "2026-10-05T13:00:00Z",
            to = "2026-10-05T14:00:00Z",
            components = new[] { "calls" },
        };

        using (var refused = await _api.SendAsync(HttpMethod.Post, Path, others, window))
            Assert.Equal(403, (int)refused.StatusCode);
        using (var made = await _api.SendAsync(HttpMethod.Post, Path, calls, window))
            Assert.Equal(201, (int)made.StatusCode);
        using (
            var ended = await _api.SendAsync(
                HttpMethod.Delete,
                $"{Path}/calls-work",
                others,
                null,
                ("If-Match", "\"1\"")
            )
        )
            Assert.Equal(403, (int)ended.StatusCode);
    }

    [Fact]
    public async Task A_write_that_is_sent_again_is_done_once()
    {
        var body = Once("once", 60, 120);
        var first = await SecuredApi.JsonAsync(await PostAsync(body, ("Idempotency-Key", "one")), 201);
        using (var again = await PostAsync(body, ("Idempotency-Key", "one")))
        {
            Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
            Assert.Equal("\"1\"", again.Headers.ETag?.ToString());
            Assert.Equal(first.GetRawText(), (await SecuredApi.JsonAsync(again, 201)).GetRawText());
        }

        await SecuredApi.JsonAsync(await PostAsync(Once("other", 60, 120), ("Idempotency-Key", "one")), 422);
        _api.SetTime(Samples.Noon + TimeSpan.FromHours(25));
        await SecuredApi.JsonAsync(await PostAsync(body, ("Idempotency-Key", "one")), 409); // a day later it is another request
    }

    [Fact]
    public async Task A_key_that_is_made_twice_is_one_key_and_its_secret_is_not_kept_for_the_second_time()
    {
        var wish = new { name = "x", role = "viewer" };
        var first = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, "/v1/keys", Role.Admin, wish, ("Idempotency-Key", "k")),
            201
        );
        var again = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, "/v1/keys", Role.Admin, wish, ("Idempotency-Key", "k")),
            201
        );

        Assert.Equal(first.GetProperty("key").GetRawText(), again.GetProperty("key").GetRawText());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("token").ValueKind);
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", first.GetProperty("token").GetString()));
    }

    private static object Once(string id, int fromMinutes, int toMinutes) =>
        new
        {
            id,
            title = "Upgrade",
            from = At(fromMinutes),
            to = At(toMinutes),
            targets = new[] { "pbx" },
        };

    private static string At(int minutes) => (Samples.Noon + TimeSpan.FromMinutes(minutes)).ToString();

    private Task<HttpResponseMessage> PostAsync(object body, params (string Name, string Value)[] headers) =>
        _api.SendAsync(HttpMethod.Post, Path, Role.Operator, body, headers);

    private Task<HttpResponseMessage> EndAsync(string id, string tag) =>
        _api.SendAsync(HttpMethod.Post, $"{Path}/{id}/end", Role.Operator, null, ("If-Match", tag));

    private Task<List<string>> TimesAsync(string id) =>
        _api.Centre.Database.RowsAsync(
            $"""
            select to_char(from_at, 'HH24:MI:SS') || ' ' || to_char(to_at, 'HH24:MI:SS')
            from maintenance_time
            join maintenance_window on maintenance_window.id = maintenance_window
            where slug = '{id}'
            order by from_at
            """
        );
}

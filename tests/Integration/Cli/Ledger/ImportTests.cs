using Ringback.Cli;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Cli.Ledger.GivenHistory;

namespace Ringback.Tests.Integration.Cli.Ledger;

public sealed class ImportTests(LabFixture lab)
{
    /// <summary>The worked example of the semantics, a month before anybody had heard of the target.</summary>
    [Fact]
    public async Task A_history_from_before_the_target_was_known_yields_its_timeline_to_the_microsecond()
    {
        await using var centre = await CentreAsync(lab, after: TimeSpan.FromDays(30));
        var (a, b, c) = ("brno", "frankfurt", "prague");
        var results = Minutes(0, 61)
            .SelectMany(minute =>
                new[]
                {
                    At(a, minute, minute is 10 or 11 or 12),
                    minute is >= 40 and < 50 ? null : At(b, minute, minute is 11 or 12),
                    At(c, minute, minute == 30),
                }
            )
            .OfType<ProbeResult>();

        var receipt = await centre.ImportAsync(LedgerFile.Lines(results));

        Assert.Equal("stored 173, duplicate 0, refused 0", receipt.ToString());
        Assert.Equal(
            """
            {"intervals":[{"from":"2026-10-05T12:00:00Z","to":"2026-10-05T12:10:00Z","verdict":"up"},
            {"from":"2026-10-05T12:10:00Z","to":"2026-10-05T12:11:00Z","verdict":"partial"},
            {"from":"2026-10-05T12:11:00Z","to":"2026-10-05T12:13:00Z","verdict":"down"},
            {"from":"2026-10-05T12:13:00Z","to":"2026-10-05T13:00:00Z","verdict":"up"}],
            "down_seconds":120,"unknown_seconds":0,"maintenance_seconds":0,
            "availability":0.966666666666666,"coverage":1,"as_of":"2026-11-04T11:57:00Z"}
            """.ReplaceLineEndings(""),
            await centre.TimelineAsync("pbx", Noon, Noon + TimeSpan.FromHours(1))
        );
        Assert.Equal(
            ["2026-10-05T12:00:00Z"],
            await centre.Database.RowsAsync(
                "select min(created_at) from target_lifetime join target on target.id = target where slug = 'pbx'"
            )
        );
        Assert.Equal(
            ["2026-11-04T12:00:00Z"],
            await centre.Database.RowsAsync(
                "select min(created_at) from target_lifetime join target on target.id = target where slug = 'web'"
            )
        );

        Assert.Equal(
            """{"intervals":[],"down_seconds":0,"unknown_seconds":0,"maintenance_seconds":0,"availability":null,"coverage":null,"as_of":"2026-11-04T11:57:00Z"}""",
            await centre.TimelineAsync("web", Noon, Noon + TimeSpan.FromHours(1))
        );
    }

    [Fact]
    public async Task What_is_exported_gives_an_empty_ledger_the_identical_timeline_and_again_changes_nothing()
    {
        await using var first = await CentreAsync(lab);
        var random = new Random(20_261_123);
        var results = Minutes(0, 180)
            .SelectMany(_ => Samples.Regions, (minute, region) => (minute, region))
            .SelectMany(_ => new[] { "pbx", "web" }, (run, target) => (run.minute, run.region, target))
            .Where(run => run.minute < 2 || random.Next(8) > 0)
            .Select(run =>
                Samples.Result(
                    run.target,
                    run.region,
                    Noon + TimeSpan.FromMinutes(run.minute),
                    run.minute < 2 ? Outcome.Up : (Outcome)(1 + Math.Min(3, random.Next(6) * random.Next(2)))
                )
            )
            .OrderBy(_ => random.Next())
            .ToList();
        first.SetTime(Noon + TimeSpan.FromMinutes(181));
        await first.IngestAsync(results);
        first.SetTime(Noon + TimeSpan.FromDays(2));
        await first.DeriveAsync();
        var exported = await first.ExportAsync();

        await using var second = await CentreAsync(lab, after: TimeSpan.FromDays(2));
        var receipt = await second.ImportAsync(exported, since: Noon);
        await second.DeriveAsync();

        Assert.Equal($"stored {results.Count}, duplicate 0, refused 0", receipt.ToString());
        Assert.True(results.Count > 900);
        Assert.Equal(await first.DerivedAsync(), await second.DerivedAsync());
        Assert.Equal(exported, await second.ExportAsync());

        var derived = await second.DerivedAsync();
        Assert.Equal(
            $"stored 0, duplicate {results.Count}, refused 0",
            (await second.ImportAsync(exported + exported[..(exported.IndexOf('\n', StringComparison.Ordinal) + 1)]))
                .ToString()
                .Replace($"duplicate {results.Count + 1}", $"duplicate {results.Count}", StringComparison.Ordinal)
        );
        Assert.Equal(derived, await second.DerivedAsync());
        Assert.Empty(await second.Database.RowsAsync("select 1 from every_touch"));
    }

    [Fact]
    public async Task Of_a_bad_file_nothing_is_taken_and_every_mistake_is_told()
    {
        await using var centre = await CentreAsync(lab);
        var good = LedgerFile.Lines([At("prague", 0, false)]);

        var bad = await Assert.ThrowsAsync<CommandException>(() =>
            centre.ImportAsync(good + good.Replace("\"up\"", "\"dead\"", StringComparison.Ordinal) + "\n{\n" + good)
        );
        Assert.Equal(CommandException.BadUsage, bad.ExitCode);
        Assert.StartsWith(
            "nothing of x.ndjson was taken\nx.ndjson:2: outcome: 'dead' is none of the words it may be; write one of up, degraded, down, unknown\nx.ndjson:4: is no JSON",
            bad.Message,
            StringComparison.Ordinal
        );

        var strange = await Assert.ThrowsAsync<CommandException>(() =>
            centre.ImportAsync(
                good
                    + good.Replace("\"prague\"", "\"mars\"", StringComparison.Ordinal)
                    + good.Replace("\"pbx\"", "\"pabx\"", StringComparison.Ordinal)
            )
        );
        Assert.Equal(
            "nothing of x.ndjson was taken\n"
                + "x.ndjson:2: region: 'mars' never watched 'pbx'; name one of brno, frankfurt, prague, or give the target that region in the catalog\n"
                + "x.ndjson:3: target: the ledger has no 'pabx'; give it a catalog with that target first",
            strange.Message
        );
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
    }

    [Fact]
    public async Task What_is_refused_and_what_counts_for_nothing_is_said()
    {
        await using var centre = await CentreAsync(lab);
        centre.SetTime(Noon + TimeSpan.FromMinutes(10));
        await centre.ApplyAsync(
            Samples.Catalog(Samples.Target("pbx") with { Regions = ["brno", "prague"] }, Samples.Target("web"))
        );
        centre.SetTime(Noon + TimeSpan.FromMinutes(20));

        var receipt = await centre.ImportAsync(
            LedgerFile.Lines([
                At("prague", 1, false),
                At("frankfurt", 2, false),
                At("frankfurt", 15, false),
                At("prague", 21, false),
            ])
        );

        Assert.Equal(
            "stored 3, duplicate 0, refused 1 (clock_skew 1); 1 lie outside the time in which their region watched the target, and count for nothing",
            receipt.ToString()
        );
    }

    [Fact]
    public async Task The_commands_speak_to_a_ledger_by_its_connection_string()
    {
        await using var centre = await CentreAsync(lab, after: TimeSpan.FromDays(7));
        var database = centre.Database.ConnectionString;
        var folder = Directory.CreateTempSubdirectory("ringback-import-");
        try
        {
            var given = Path.Combine(folder.FullName, "given.ndjson");
            var taken = Path.Combine(folder.FullName, "taken.ndjson");
            await File.WriteAllTextAsync(
                given,
                """
                {"target":"pbx","region":"prague","scheduled_at":"2026-10-05T12:00:00Z","trigger":"schedule","outcome":"up"}
                {"target":"pbx","region":"prague","scheduled_at":"2026-10-05T12:01:00Z","trigger":"schedule","outcome":"down","reason":"timeout"}

                """,
                TestContext.Current.CancellationToken
            );

            Assert.Equal(
                (0, "stored 2, duplicate 0, refused 0\n", ""),
                await RingbackCommand.RunAsync(["ledger", "import", given, "--database", database])
            );
            Assert.Equal(
                (0, $"2 results in {taken}\n", ""),
                await RingbackCommand.RunAsync(["ledger", "export", "--output", taken, "--database", database])
            );
            Assert.Equal(2, (await File.ReadAllLinesAsync(taken, TestContext.Current.CancellationToken)).Length);
            var (code, output, error) = await RingbackCommand.RunAsync([
                "ledger",
                "timeline",
                "--target",
                "pbx",
                "--from",
                "2026-10-05T14:00:00+02:00",
                "--to",
                "2026-10-05T12:02:00Z",
                "--json",
                "--database",
                database,
            ]);
            Assert.Equal((0, ""), (code, error));
            Assert.StartsWith(
                """{"intervals":[{"from":"2026-10-05T12:00:00Z","to":"2026-10-05T12:02:00Z","verdict":"up"}],"down_seconds":0,"unknown_seconds":0,"maintenance_seconds":0,"availability":1,"coverage":1,"as_of":""",
                output,
                StringComparison.Ordinal
            );

            Assert.Equal(
                (
                    2,
                    "",
                    "ringback: --to wants an instant from 1970 on with an offset, such as 2026-10-01T00:00:00Z, not 'yesterday' (see --help)\n"
                ),
                await RingbackCommand.RunAsync(["ledger", "timeline", "--target", "pbx", "--to", "yesterday"])
            );
            var away = await RingbackCommand.RunAsync([
                "ledger",
                "export",
                "--database",
                "Host=127.0.0.1;Port=1;Timeout=2",
            ]);
            Assert.Equal(1, away.ExitCode);
            Assert.StartsWith("ringback: the ledger does not answer: ", away.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

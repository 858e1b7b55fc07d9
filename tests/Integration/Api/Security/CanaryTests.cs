using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>A secret that is shown to the API, wherever one can be, comes out of it nowhere: no log at any level, no row, no answer.</summary>
public sealed class CanaryTests(LabFixture lab)
{
    private const string Canary = "c0ffee5ec2e7";

    [Fact]
    public async Task A_secret_that_goes_in_comes_out_nowhere()
    {
        using var log = new LogRecorder();
        var keys = Path.GetTempFileName();
        await File.WriteAllTextAsync(keys, """{"keys":[]}""", TestContext.Current.CancellationToken);
        await using var api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string>
            {
                ["Oidc:Issuer"] = "https://id.example.com",
                ["Oidc:Audience"] = "ringback",
                ["Oidc:KeysFile"] = keys,
            },
            services: services =>
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
        );
        var made = await api.KeyAsync(Role.Admin);
        var secret = made.Reveal()[^64..];
        var answers = new StringBuilder();

        string[] tokens =
        [
            $"rbk_{made.Id}_{Canary.PadRight(64, '0')}",
            $"rbk_{Canary}_{secret}",
            $"{Canary}.{Canary}.{Canary}",
            $"eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.eyJzdWIiOiJ4In0.{Canary}",
            Canary,
        ];
        foreach (var token in tokens)
            answers.Append(await TextAsync(await api.SendAsync(HttpMethod.Get, "/v1/audit", token)));

        foreach (
            var password in (string[])
                [Canary, $"{{ env: CANARY, value: {Canary} }}", $"[{Canary}]", $"\"{Canary}", $"{{ {Canary}: x }}"]
        )
        {
            var yaml = $$"""
                version: 1
                regions: [{ id: prague, name: Prague }]
                components: [{ id: calls, name: Calls }]
                targets:
                  - id: pbx
                    name: PBX
                    component: calls
                    interval: 30s
                    sip:
                      host: pbx.example.com
                      service: register
                      username: probe
                      password: {{password}}
                """;
            using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
            using var response = await api.SendAsync(HttpMethod.Post, "/v1/catalog/dry-run", made.Reveal(), content);
            Assert.Equal(422, (int)response.StatusCode);
            answers.Append(await TextAsync(response));
        }

        var wish = new { name = "x", role = "viewer" };
        var first = await TextAsync(
            await api.SendAsync(HttpMethod.Post, "/v1/keys", made.Reveal(), wish, ("Idempotency-Key", "one"))
        );
        var shown = System
            .Text.Json.JsonElement.Parse(first[first.IndexOf('{', StringComparison.Ordinal)..])
            .GetProperty("token")
            .GetString()![^64..];
        foreach (var path in (string[])["/v1/keys", "/v1/audit", "/v1/catalog", $"/v1/keys/{made.Id}"])
            answers.Append(await TextAsync(await api.SendAsync(HttpMethod.Get, path, made.Reveal())));

        var tables = await api.Centre.Database.RowsAsync(
            "select tablename from pg_tables where schemaname = 'public' order by 1"
        );
        var rows = new StringBuilder();
        foreach (var table in tables)
            rows.AppendJoin('\n', await api.Centre.Database.RowsAsync($"select to_jsonb(t)::text from \"{table}\" t"));

        File.Delete(keys);
        Assert.Contains("key.create", answers.ToString(), StringComparison.Ordinal);
        Assert.Contains(made.Id, rows.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        foreach (var told in (string[])[Canary, secret, shown])
        {
            var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(told)); // as bytea is shown
            Assert.DoesNotContain(told, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(told, rows.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(hex, rows.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(log.Lines, line => line.Contains(told, StringComparison.Ordinal));
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        using (response)
            return response.Headers + await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}

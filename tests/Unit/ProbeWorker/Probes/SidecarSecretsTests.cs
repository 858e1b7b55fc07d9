using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

/// <summary>Against a double of a sidecar's HTTP API, which no package here has.</summary>
public sealed class SidecarSecretsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<(string Path, string Token)> _asked = new();
    private readonly Dictionary<string, string> _environment = [];
    private WebApplication _sidecar = null!;
    private Func<HttpContext, Task> _answer = context => context.Response.WriteAsync("""{"pbx":"geheim"}""");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _sidecar = builder.Build();
        _sidecar.Run(context =>
        {
            _asked.Enqueue((context.Request.Path, context.Request.Headers["dapr-api-token"].ToString()));
            return _answer(context);
        });
        await _sidecar.StartAsync(TestContext.Current.CancellationToken);
        _environment["DAPR_HTTP_PORT"] = new Uri(_sidecar.Urls.First()).Port.ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    public ValueTask DisposeAsync() => _sidecar.DisposeAsync();

    [Theory]
    [InlineData("vault/pbx", """{"pbx":"geheim","more":"x"}""")]
    [InlineData("vault/pbx", """{"password":"geheim"}""")]
    [InlineData("vault/pbx/password", """{"password":"geheim","pbx":"another"}""")]
    public async Task The_sidecar_is_asked_for_the_secret_and_the_value_is_found_in_it(string reference, string answer)
    {
        _answer = context => context.Response.WriteAsync(answer);
        _environment["DAPR_API_TOKEN"] = "sesame";

        Assert.Equal("geheim", await ReadAsync(reference));
        Assert.Equal([("/v1.0/secrets/vault/pbx", "sesame")], _asked);
    }

    [Fact]
    public async Task It_is_asked_again_after_half_a_minute()
    {
        var secrets = Secrets();
        Assert.Equal("geheim", await ReadAsync("vault/pbx", secrets));
        _answer = context => context.Response.WriteAsync("""{"pbx":"rotated"}""");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("geheim", await ReadAsync("vault/pbx", secrets));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("rotated", await ReadAsync("vault/pbx", secrets));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task A_failure_serves_nobody_else()
    {
        var secrets = Secrets();
        _answer = Refuse(500);
        await WrongAsync("vault/pbx", "answered 500", secrets);
        _answer = context => context.Response.WriteAsync("""{"pbx":"geheim"}""");

        Assert.Equal("geheim", await ReadAsync("vault/pbx", secrets));
    }

    [Theory]
    [InlineData(204, "answered 204")] // Dapr: the store has no such secret
    [InlineData(403, "answered 403")]
    [InlineData(302, "answered 302")]
    public async Task What_it_answers_instead_is_said(int status, string said)
    {
        _answer = Refuse(status);
        await WrongAsync("vault/pbx", said);
    }

    [Theory]
    [InlineData("""{"a":"geheim","b":"geheim"}""", "it has other keys; name one of them")]
    [InlineData("""["geheim"]""", "answered with something else than an object")]
    [InlineData("geheim", "answered with something else than JSON")]
    [InlineData("", "answered with something else than JSON")]
    public async Task An_answer_without_the_secret_is_none_and_is_not_repeated(string answer, string said)
    {
        _answer = context => context.Response.WriteAsync(answer);
        await WrongAsync("vault/pbx", said);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        _answer = async context =>
        {
            var junk = new byte[16 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(junk, context.RequestAborted);
        };
        await WrongAsync("vault/pbx", "could not be asked");
    }

    [Fact]
    public async Task A_sidecar_that_says_nothing_is_waited_for_two_seconds()
    {
        var isAsked = new TaskCompletionSource();
        _answer = context =>
        {
            isAsked.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        };
        var reading = WrongAsync("vault/pbx", "did not answer within 2 s");
        await isAsked.Task;
        _time.Advance(TimeSpan.FromSeconds(2));

        await reading;
    }

    [Fact]
    public async Task Without_a_sidecar_the_run_says_so()
    {
        _environment.Clear();
        await WrongAsync("vault/pbx", "DAPR_HTTP_PORT names no port, so it has no Dapr sidecar");
    }

    [Theory]
    [InlineData("vault")]
    [InlineData("vault/")]
    [InlineData("vault/../metadata")]
    [InlineData("vault/a/b/c")]
    [InlineData("vault/a b")]
    [InlineData("vault/a?metadata.x=1")]
    public async Task What_is_no_reference_is_not_asked_for(string reference)
    {
        await WrongAsync(reference, "it is no store/name");
        Assert.Empty(_asked);
    }

    private static Func<HttpContext, Task> Refuse(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/v1.0/secrets/vault/another";
            return Task.CompletedTask;
        };

    private Secrets Secrets() =>
        new(_ => null, new SidecarSecrets(name => _environment.GetValueOrDefault(name), _time));

    private ValueTask<string> ReadAsync(string reference, Secrets? secrets = null) =>
        (secrets ?? Secrets()).ReadAsync(
            new SecretReference(null, null, reference),
            TestContext.Current.CancellationToken
        );

    private async Task WrongAsync(string reference, string said, Secrets? secrets = null)
    {
        var wrong = await Assert.ThrowsAsync<JudgedException>(() => ReadAsync(reference, secrets).AsTask());

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (wrong.Judgement.Outcome, wrong.Judgement.Reason));
        Assert.StartsWith(
            $"This worker has no secret at {reference}: ",
            wrong.Judgement.Detail,
            StringComparison.Ordinal
        );
        Assert.Contains(said, wrong.Judgement.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", wrong.Judgement.Detail, StringComparison.Ordinal);
    }
}

using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api;

/// <summary>The page with a test button: who may press it, and what it says.</summary>
public sealed class ReceiversPageTests(LabFixture lab) : IAsyncLifetime
{
    private PagedApi _paged = null!;

    public async ValueTask InitializeAsync() => _paged = await PagedApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _paged.DisposeAsync();

    [Fact]
    public async Task An_operators_key_shows_who_is_called_and_its_button_sends_a_test_and_says_how_it_went()
    {
        var key = _paged.Api.Tokens[Role.Operator];
        var (status, shown) = await PostAsync(("key", key));
        Assert.Equal(200, status);
        Assert.Contains("<bdi>pager</bdi>", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(key, shown, StringComparison.Ordinal);

        var pressed = PostAsync(("key", key), ("receiver", "pager"));
        while (!pressed.IsCompleted)
        {
            await _paged.TellAsync();
            _paged.Api.Centre.Time.Advance(TimeSpan.FromMilliseconds(100)); // the page looks now and then
        }

        var (_, said) = await pressed;
        Assert.Contains("pager took the test: 204 after", said, StringComparison.Ordinal);
        Assert.Single(_paged.Posts, post => post.Body.Contains("\"kind\":\"test\"", StringComparison.Ordinal));
        var entry = (await _paged.GetAsync("/v1/audit?action=alert.send", Role.Admin)).GetProperty("entries")[0];
        Assert.StartsWith("key:", entry.GetProperty("actor").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "There is no receiver nobody.")]
    [InlineData("<script>", "There is no receiver &lt;script&gt;.")]
    public async Task Who_is_not_called_is_said_so(string receiver, string said)
    {
        var (status, page) = await PostAsync(("key", _paged.Api.Tokens[Role.Admin]), ("receiver", receiver));

        Assert.Equal(200, status);
        Assert.Contains(said, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_sees_or_sends_anything()
    {
        string[] keys =
        [
            "",
            "nonsense",
            "a\r\nb",
            "\u00e9",
            _paged.Api.Tokens[Role.Viewer],
            (await _paged.Api.KeyAsync(Role.Operator, "calls")).Reveal(),
            _paged.Api.Tokens[Role.Admin][..^2],
        ];
        foreach (var key in keys)
        {
            var (status, page) = await PostAsync(("key", key), ("receiver", "pager"));
            Assert.Equal(403, status);
            Assert.Contains("no key of an operator", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<bdi>pager</bdi>", page, StringComparison.Ordinal);
        }

        await _paged.TellAsync();
        Assert.Empty(_paged.Posts);
        using var json = new StringContent("{}", null, "application/json");
        Assert.Equal(400, (await PostAsync(json)).Status);
        using var large = new FormUrlEncodedContent([new("key", new string('x', 20_000))]);
        Assert.Equal(400, (await PostAsync(large)).Status);
        Assert.Equal(400, (await PostAsync(("key", "a\0b"))).Status);
    }

    [Fact]
    public async Task It_is_kept_nowhere_and_sends_its_form_nowhere_else()
    {
        using var response = await _paged.Api.Server.Http.GetAsync("/receivers", TestContext.Current.CancellationToken);

        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Contains(
            "form-action 'self'",
            response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    private async Task<(int Status, string Page)> PostAsync(params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
        );
        return await PostAsync(form);
    }

    private async Task<(int Status, string Page)> PostAsync(HttpContent form)
    {
        using var response = await _paged.Api.Server.Http.PostAsync(
            "/receivers",
            form,
            TestContext.Current.CancellationToken
        );
        return (
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }
}

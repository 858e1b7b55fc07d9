using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Store.Access;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>The API as it is in a cluster, closed, with a key of each role.</summary>
internal sealed class SecuredApi : IAsyncDisposable
{
    private SecuredApi(ApiServer server, KeyLedger keys)
    {
        Server = server;
        Keys = keys;
    }

    public ApiServer Server { get; }

    public KeyLedger Keys { get; }

    public Dictionary<Role, string> Tokens { get; } = [];

    public Centre Centre => Server.Centre;

    public static async Task<SecuredApi> StartAsync(
        LabFixture lab,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<WebApplication>? more = null,
        Action<IServiceCollection>? services = null,
        Catalog? catalog = null
    )
    {
        var centre = await Centre.StartAsync(lab, catalog ?? Samples.Catalog());
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>());
        all.TryAdd("Access", "closed");
        var server = await ApiServer.StartAsync(centre, centre.Database.Source, all, more, services);
        var api = new SecuredApi(server, new KeyLedger(centre.Database.Source, centre.Time));
        foreach (var role in Enum.GetValues<Role>())
            api.Tokens[role] = (await api.KeyAsync(role)).Reveal();

        return api;
    }

    public Task<KeyToken> KeyAsync(Role role, params string[] components) =>
        KeyAsync(role, Samples.Noon + TimeSpan.FromDays(10), components);

    public async Task<KeyToken> KeyAsync(Role role, Instant until, params string[] components)
    {
        var wish = new KeyWish($"{role} of the test", role, components.Length == 0 ? null : components, until);
        return (await Keys.CreateAsync(wish, Tester, TestContext.Current.CancellationToken)).Token;
    }

    public static Actor Tester { get; } = new("cli:test", null, null);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        Role role,
        object? body = null,
        params (string Name, string Value)[] headers
    ) => SendAsync(method, path, Tokens[role], body, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        return await Server.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead, // some answers stay open
            TestContext.Current.CancellationToken
        );
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, int expected)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
            return JsonElement.Parse(text);
        }
    }

    public Task<int> StatusAsync(string path, string? token) => StatusAsync(HttpMethod.Get, path, token);

    public async Task<int> StatusAsync(HttpMethod method, string path, string? token)
    {
        using var response = await SendAsync(method, path, token);
        return (int)response.StatusCode;
    }

    public void SetTime(Instant now) => Centre.SetTime(now);

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

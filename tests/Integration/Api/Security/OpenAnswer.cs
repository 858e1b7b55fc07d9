using System.Text;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>An answer that stays open: events as they become known.</summary>
internal static class OpenAnswer
{
    /// <summary>All that is told up to the end of an incident.</summary>
    public static async Task<string> HeardAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(body);
        var heard = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            heard.AppendLine(line);
            if (line.Contains("\"kind\":\"incident_closed\"", StringComparison.Ordinal))
                break;
        }

        return heard.ToString();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Api.Docs;

namespace Ringback.Tests.Integration.Api.Docs;

/// <summary>An example of the document, held against what the API answers now.</summary>
internal static class ShownExample
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="ask">Makes the request; what it gives is the body of the answer, empty where there is none.</param>
    /// <returns>The answer; null where it has no body.</returns>
    public static async Task<JsonElement> HoldAsync(string operation, Func<ExampleFile, Task<string>> ask)
    {
        var file = Path.Combine(Repository.Root, "services/Api/Docs/Examples", $"{operation}.json");
        Assert.True(
            File.Exists(file),
            $"{operation} has no example: write {{\"request\": \"/v1/…\"}} to {file}, then 'make openapi'"
        );
        var example = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        var answer = await ask(ExampleFile.Of(example));
        var now = answer.Length == 0 ? null : Steady(JsonNode.Parse(answer)!);
        if (Environment.GetEnvironmentVariable("RINGBACK_ACCEPT") == "1")
        {
            if (now is not null)
                example["response"] = now.DeepClone();

            await File.WriteAllTextAsync(
                file,
                example.ToJsonString(Written) + "\n",
                TestContext.Current.CancellationToken
            );
        }

        Assert.True(
            JsonNode.DeepEquals(example["response"], now),
            $"{operation}: the answer is no longer its example ('make openapi' takes it): {answer}"
        );
        return JsonElement.Parse(answer.Length == 0 ? "null" : answer);
    }

    /// <summary>Which version of the zones a machine has is no part of the example.</summary>
    private static JsonNode Steady(JsonNode node)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (name == "zone_data")
                    members[name] = "2026a";
                else if (value is not null)
                    Steady(value);
            }
        }

        foreach (var item in node as JsonArray ?? [])
        {
            if (item is not null)
                Steady(item);
        }

        return node;
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ringback.CatalogFiles;
using Ringback.CatalogFiles.Checks;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.CatalogFiles.Schema;

/// <summary>The schema knows each key that a reader asks for, and none besides.</summary>
public partial class CatalogSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(CatalogSchema.Text)!;

    [Fact]
    public void Every_key_that_a_reader_names_is_in_it_and_nothing_else()
    {
        var named = Repository
            .Sources("services/CatalogFiles")
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["word"].Value)
            .ToHashSet();
        var asked = Repository
            .Sources("services/CatalogFiles")
            .SelectMany(file => Asked().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["key"].Value)
            .ToHashSet();
        var known = Keys(Schema).ToHashSet();

        Assert.True(asked.Count > 60, $"only {asked.Count} keys were found in the sources");
        Assert.Empty(asked.Except(known));
        var weekdays = Enum.GetNames<DayOfWeek>().Select(day => day.ToLowerInvariant());
        var computed = CheckKinds
            .All.Select(kind => kind.Name)
            .Concat(weekdays)
            .Concat(PhaseNames.All)
            .Append("first_message");
        Assert.Empty(known.Except(named).Except(computed));
    }

    [Fact]
    public void Every_kind_can_be_a_target_and_what_targets_share()
    {
        var target = Schema["properties"]!["targets"]!["items"]!["properties"]!;
        var defaults = Schema["properties"]!["defaults"]!["properties"]!;

        foreach (var kind in CheckKinds.All)
        {
            Assert.NotNull(target[kind.Name]!["properties"]);
            Assert.NotNull(defaults[kind.Name]!["properties"]!["interval"]);
            Assert.Null(defaults[kind.Name]!["required"]);
        }
    }

    [Fact]
    public void It_says_what_must_be_there_and_what_a_value_looks_like()
    {
        var target = Schema["properties"]!["targets"]!["items"]!;
        var canary = Schema["properties"]!["regions"]!["items"]!["properties"]!["canaries"]!["items"]!["properties"]![
            "ntp"
        ]!;
        var maintenance = Schema["properties"]!["maintenance"]!["items"]!;

        Assert.Equal(
            ["version", "regions", "components", "targets"],
            Texts(Schema["required"]).Intersect(["version", "regions", "components", "targets"])
        );
        Assert.Equal(["component", "id", "name"], Texts(target["required"]).Order());
        Assert.Equal(["host"], Texts(canary["required"]));
        Assert.Equal(["integer", "string"], Texts(canary["properties"]!["port"]!["type"]));
        Assert.Equal(65_535, (int)canary["properties"]!["port"]!["maximum"]!);
        Assert.Equal(["id", "title"], Texts(maintenance["required"]).Order());
        foreach (var key in new[] { "from", "to", "days", "start", "duration", "end", "skip", "cancelled" })
            Assert.NotNull(maintenance["properties"]![key]);
        Assert.Equal(
            ["call", "options", "register", "wrong_credentials"],
            Texts(target["properties"]!["sip"]!["properties"]!["service"]!["anyOf"]![0]!["enum"]).Order()
        );
        Assert.Equal(
            "array",
            (string)
                Schema["properties"]!["calendars"]!["items"]!["properties"]!["hours"]!["properties"]!["monday"]![
                    "anyOf"
                ]![0]!["type"]!
        );
    }

    private static IEnumerable<string> Keys(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                member is { Key: "properties", Value: JsonObject properties }
                    ? properties.SelectMany(property => Keys(property.Value).Prepend(property.Key))
                    : Keys(member.Value)
            ),
            JsonArray items => items.SelectMany(Keys),
            _ => [],
        };

    private static IEnumerable<string> Texts(JsonNode? list) => ((JsonArray)list!).Select(item => (string)item!);

    [GeneratedRegex("""\.(?:Find|TryGet|Optional|Maybe|Required|Inner)(?:<[^(]*>)?\(\s*"(?<key>[a-z0-9_]+)""")]
    private static partial Regex Asked();

    [GeneratedRegex("\"(?<word>[a-z0-9_]+)\"")]
    private static partial Regex Literal();
}

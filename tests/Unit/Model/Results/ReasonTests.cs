using System.Text.Json;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Model.Results;

public sealed class ReasonTests
{
    [Fact]
    public void Every_reason_is_told_to_people_in_the_word_that_API_and_metrics_have()
    {
        var told = File.ReadAllText(Path.Combine(Repository.Root, "infra/catalogs/README.md"));

        Assert.All(
            Enum.GetNames<Reason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName),
            word => Assert.Contains($"`{word}`", told, StringComparison.Ordinal)
        );
    }
}

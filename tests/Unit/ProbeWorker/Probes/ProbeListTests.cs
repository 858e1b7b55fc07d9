using System.Reflection;
using System.Text.Json.Serialization;
using Ringback.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

public class ProbeListTests
{
    [Fact]
    public void No_kind_is_listed_twice() => Assert.Distinct(ProbeList.Kinds.Select(kind => kind.Name));

    [Fact]
    public void Every_probe_is_in_the_list()
    {
        var probes = typeof(ProbeList)
            .Assembly.GetTypes()
            .Where(type =>
                type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IProbe<>))
            );

        Assert.Equal(probes.Count(), ProbeList.Kinds.Count);
    }

    [Fact]
    public void Every_listed_kind_is_one_that_a_catalog_can_name()
    {
        var known = typeof(Ringback.Model.Catalogs.Checks.Check)
            .GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(a => (string?)a.TypeDiscriminator);

        Assert.All(ProbeList.Kinds, kind => Assert.Contains(kind.Name, known));
    }
}

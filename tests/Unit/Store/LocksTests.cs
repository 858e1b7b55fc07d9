using System.Reflection;
using Ringback.Store;

namespace Ringback.Tests.Unit.Store;

public class LocksTests
{
    [Fact]
    public void No_two_jobs_share_a_lock()
    {
        var keys = typeof(Locks)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (long)field.GetRawConstantValue()!)
            .ToList();

        Assert.NotEmpty(keys);
        Assert.Equal(keys.Distinct(), keys);
    }
}

using Xunit.Sdk;
using Xunit.v3;

namespace Ringback.Tests.Order;

/// <summary>Classes that wait for minutes begin first, longest first: the others run beside them and not before them.</summary>
public abstract class LongFirst(params Type[] classes) : ITestCollectionOrderer
{
    public IReadOnlyCollection<TCollection> OrderTestCollections<TCollection>(
        IReadOnlyCollection<TCollection> testCollections
    )
        where TCollection : ITestCollection =>
        [.. testCollections.OrderBy(each => Rank(each.TestCollectionDisplayName))];

    /// <summary>A class that names no collection has one of its own, whose name has that of the class in it.</summary>
    private int Rank(string collection) =>
        Array.FindIndex(classes, type => collection.Contains($" {type.FullName} ", StringComparison.Ordinal))
            is >= 0
                and var rank
            ? rank
            : classes.Length;
}

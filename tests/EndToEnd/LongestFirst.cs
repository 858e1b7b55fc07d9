using Ringback.Tests.EndToEnd.Hostile;
using Ringback.Tests.Order;

[assembly: TestCollectionOrderer(typeof(Ringback.Tests.EndToEnd.LongestFirst))]

namespace Ringback.Tests.EndToEnd;

public sealed class LongestFirst()
    : LongFirst(typeof(LossTests), typeof(SecretsInJsonTests), typeof(SecretsInLinesTests));

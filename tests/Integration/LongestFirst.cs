using Ringback.Tests.Integration.ProbeWorker.Rtp;
using Ringback.Tests.Integration.ProbeWorker.Sip;
using Ringback.Tests.Order;

[assembly: TestCollectionOrderer(typeof(Ringback.Tests.Integration.LongestFirst))]

namespace Ringback.Tests.Integration;

public sealed class LongestFirst()
    : LongFirst(typeof(KilledCallsTests), typeof(LongCallTests), typeof(Lab.OutageTests));

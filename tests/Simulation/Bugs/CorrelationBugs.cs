using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Doors.Ledger;

namespace Ringback.Tests.Simulation.Bugs;

internal static class CorrelationBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("nobody tells the correlator of states") { WrongTables = () => new Silent(NewsKinds.States) },
        new("nobody tells the correlator of results") { WrongTables = () => new Silent(NewsKinds.Results) },
        new("a correlator deletes news that it has not read") { WrongCorrelation = tables => new ForgetsAll(tables) },
        new("two correlators at once") { WrongCorrelation = tables => new NoLock(tables) },
        new("a part once found stays one") { WrongCorrelation = tables => new AddsParts(tables) },
        new("what stands no more keeps its parts") { WrongCorrelation = tables => new KeepsParts(tables) },
        new("causes are counted on top of what is counted") { WrongCorrelation = tables => new AddsCauses(tables) },
    ];

    private sealed class Silent(string kind) : LedgerTables
    {
        public override void Tell(IncidentNews news)
        {
            if (news.Kind != kind)
                base.Tell(news);
        }
    }

    private sealed class ForgetsAll(LedgerTables tables) : CorrelationTransaction(tables)
    {
        protected override void Forget(IReadOnlyList<IncidentNews> news) => Tables.News.Clear();
    }

    private sealed class NoLock(LedgerTables tables) : CorrelationTransaction(tables)
    {
        protected override bool TryLock() => true;
    }

    private sealed class AddsParts(LedgerTables tables) : CorrelationTransaction(tables)
    {
        public override void WriteParts(long[] wholes, IReadOnlyCollection<(long Part, long Whole)> pairs) =>
            Own.Parts.UnionWith(pairs);
    }

    private sealed class KeepsParts(LedgerTables tables) : CorrelationTransaction(tables)
    {
        public override void ForgetParts(long[] incidents) { }
    }

    private sealed class AddsCauses(LedgerTables tables) : CorrelationTransaction(tables)
    {
        public override void WriteCauses(
            IReadOnlyList<(long Incident, View View, Instant From)> counted,
            IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> causes
        ) => Own.Causes.AddRange(causes);
    }
}

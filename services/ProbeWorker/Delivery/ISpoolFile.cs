using Microsoft.Data.Sqlite;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>The disk as the spool sees it: a queue of bodies that outlives the process and a power cut. For one thread at a time.</summary>
internal interface ISpoolFile : IDisposable
{
    long Count { get; }

    /// <summary>Of all bodies and what their rows take.</summary>
    long Bytes { get; }

    /// <summary>Writes all or nothing, durably once it returns; makes room by dropping the oldest where the limit would be passed.</summary>
    /// <returns>How many of the oldest went.</returns>
    /// <exception cref="SqliteException">Nothing was written: the disk is full, or worse.</exception>
    int Append(IReadOnlyList<byte[]> bodies);

    /// <summary>The oldest rows after an id, in order; at least one where there is any, however big.</summary>
    /// <returns>Ids grow for ever: none is given twice, also not over a restart.</returns>
    IReadOnlyList<(long Id, byte[] Body)> Peek(long after, int maxRows, int maxBytes);

    /// <summary>Deletes all up to and with an id.</summary>
    /// <exception cref="SqliteException">Nothing was deleted: deleting, too, needs some room on the disk.</exception>
    void RemoveTo(long id);

    /// <summary>The same on a full disk, by way of a reserve; gives back what space it can.</summary>
    /// <exception cref="SqliteException">Not even that.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    void MakeRoom(long id);

    /// <summary>Takes the reserve, where there is enough space.</summary>
    /// <returns>Whether it is taken; a disk without room for it is no error.</returns>
    bool TryTakeReserve();
}

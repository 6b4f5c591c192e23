using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>Which modules a module needs (docs/formats/initramfs.md).</summary>
internal sealed class DependencyGraph
{
    readonly IReadOnlyList<KernelModule> _modules;
    readonly CancellationToken _cancellationToken;

    /// <summary>The modules that a module needs itself, by index, in the order in which it names their symbols.</summary>
    readonly int[][] _direct;

    /// <summary>The place of each module in an order in which modules come before those that they need.</summary>
    readonly int[] _places;

    /// <summary>Resolves the symbols that modules need.</summary>
    /// <param name="modules">The modules, in order.</param>
    /// <param name="symbols">Their exports.</param>
    /// <param name="directoryPath">The directory of the modules, for messages.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">Modules need each other in a circle (TB3025).</exception>
    public DependencyGraph(IReadOnlyList<KernelModule> modules, SymbolTable symbols, string directoryPath, CancellationToken cancellationToken)
    {
        _modules = modules;
        _cancellationToken = cancellationToken;
        _direct = new int[modules.Count][];
        var seen = new HashSet<int>();
        for (var index = 0; index < modules.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Resolve(index, symbols, seen);
        }

        var users = CountUsers();
        _places = Order(users, out var count);
        if (count < modules.Count)
        {
            var circle = FindCircle(users).Select(index => ModuleName.Text(_modules[index].Name));
            throw new ExtensionException(
                DiagnosticIds.KernelModuleCycle,
                directoryPath,
                null,
                $"error running depmod: Cycle detected: {string.Join(" -> ", circle)}. Leave the extension of one of these modules out.");
        }
    }

    /// <summary>
    /// All modules that each module needs, over others too: the ones nearer to it first. A list is valid until the next one is asked for.
    /// </summary>
    public IEnumerable<(KernelModule Module, IReadOnlyList<KernelModule> Needed)> AllNeeded()
    {
        var seenBy = new int[_modules.Count];
        Array.Fill(seenBy, -1);
        var found = new List<int>();
        var needed = new List<KernelModule>();
        for (var index = 0; index < _modules.Count; index++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            found.Clear();
            AddDirect(index, index);
            for (var next = 0; next < found.Count; next++)
            {
                AddDirect(found[next], index);
            }

            found.Sort((left, right) => _places[left].CompareTo(_places[right]));
            needed.Clear();
            needed.AddRange(found.Select(number => _modules[number]));
            yield return (_modules[index], needed);
        }

        void AddDirect(int from, int reader)
        {
            foreach (var to in _direct[from])
            {
                if (seenBy[to] != reader)
                {
                    seenBy[to] = reader;
                    found.Add(to);
                }
            }
        }
    }

    void Resolve(int index, SymbolTable symbols, HashSet<int> seen)
    {
        var direct = new List<int>();
        seen.Clear();
        foreach (var name in _modules[index].Content.Needs)
        {
            if (symbols.Find(name) is { } owner && seen.Add(owner.Index))
            {
                direct.Add(owner.Index);
            }
        }

        _direct[index] = [.. direct];
    }

    int[] CountUsers()
    {
        var users = new int[_modules.Count];
        foreach (var needed in _direct.SelectMany(direct => direct))
        {
            users[needed]++;
        }

        return users;
    }

    /// <summary>Numbers the modules that nobody needs, the last first, and then those that only numbered ones need.</summary>
    int[] Order(int[] users, out int count)
    {
        var places = new int[_modules.Count];
        var ready = new Stack<int>(Enumerable.Range(0, _modules.Count).Where(index => users[index] == 0));
        for (count = 0; ready.TryPop(out var index); count++)
        {
            places[index] = count;
            foreach (var needed in _direct[index])
            {
                if (--users[needed] == 0)
                {
                    ready.Push(needed);
                }
            }
        }

        return places;
    }

    /// <summary>A circle among the modules that still have users: each of them has one that still has users itself.</summary>
    List<int> FindCircle(int[] users)
    {
        var someUser = new int[_modules.Count];
        for (var index = 0; index < _modules.Count; index++)
        {
            foreach (var needed in users[index] > 0 ? _direct[index] : [])
            {
                someUser[needed] = index;
            }
        }

        var path = new List<int> { Array.FindIndex(users, count => count > 0) };
        var seen = new HashSet<int>(path);
        while (seen.Add(someUser[path[^1]]))
        {
            path.Add(someUser[path[^1]]);
        }

        var start = someUser[path[^1]];
        path.RemoveRange(0, path.IndexOf(start));
        path.Add(start);
        path.Reverse();
        return path;
    }
}

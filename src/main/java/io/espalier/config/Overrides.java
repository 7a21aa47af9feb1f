package io.espalier.config;

import io.espalier.UserException;
import io.espalier.config.YamlNode.Entry;
import io.espalier.config.YamlNode.Mapping;
import io.espalier.run.JobKey;
import io.espalier.run.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Values given by {@code --set dotted.key=value}: they replace what the file says. */
final class Overrides {
    private static final String FLAG = "--set";

    private Overrides() {}

    /**
     * The file's tree with the values put in, in order; a later one wins.
     *
     * <p>The place of such a value is the flag; who refuses it names its key. The value itself is never repeated, as it could be a secret
     * that is refused later.
     */
    static YamlNode apply(YamlNode root, List<String> sets) {
        YamlNode changed = root;
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                throw new UserException(FLAG + " takes key=value, such as training.batch=64: " + set);
            }
            String path = set.substring(0, equals).strip();
            String named = FLAG + " " + path;
            if (Arrays.asList(path.split("\\.", -1)).contains("")) {
                throw new UserException(named + ": a part of the key is empty; keys look like training.batch");
            }
            YamlNode value = YamlReader.value(set.substring(equals + 1), named).at(FLAG);
            changed = put(changed, new ValueType.Group(TrainingPlan.class), "", path, new Entry(FLAG, value));
        }
        return changed;
    }

    private static Mapping put(YamlNode node, ValueType.Group group, String above, String rest, Entry entry) {
        if (!(node instanceof Mapping mapping)) {
            throw new UserException(node.place() + ": " + (above.isEmpty() ? "a job file" : above)
                    + " must be a mapping of keys to values: " + node.description());
        }
        int dot = rest.indexOf('.');
        String name = dot < 0 ? rest : rest.substring(0, dot);
        List<JobKey> keys = group.keys();
        JobKey key = keys.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Binder.unknown(
                        entry.place(),
                        above,
                        name,
                        keys.stream().map(JobKey::name).toList()));
        Mapping base = group.takesOne() ? new Mapping(mapping.place(), Map.of()) : mapping;
        if (dot < 0) {
            return base.with(name, entry);
        }
        String path = JobKey.dotted(above, name);
        if (!(ValueType.of(key.type()) instanceof ValueType.Group inside)) {
            throw new UserException(entry.place() + ": " + path
                    + " holds no keys that can be set one by one; give its whole value: --set " + path + "=...");
        }
        Entry inner = base.entries().getOrDefault(name, new Entry(entry.place(), new Mapping(entry.place(), Map.of())));
        Mapping replaced = put(inner.value(), inside, path, rest.substring(dot + 1), entry);
        return base.with(name, new Entry(inner.place(), replaced));
    }
}

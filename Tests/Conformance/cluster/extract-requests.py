"""Reduces the recordings under conformance/wire to what the embedded cluster's replay test needs."""
import glob, gzip, json, os, sys
source, target = sys.argv[1:3]
def plain(v):
    if isinstance(v, dict):
        if '$release' in v: return 'H4sIAAAAAAAC/w=='
        return {k: plain(x) for k, x in v.items() if not (k == 'resourceVersion' and isinstance(x, str) and x.startswith('<rv'))}
    if isinstance(v, list):
        return [plain(x) for x in v if not (isinstance(x, dict) and x.get('path') == '/metadata/resourceVersion')]
    if isinstance(v, str): return v.replace('<time>', '2026-01-01T00:00:00Z').replace('<unix-time>', '1700000000')
    return v
runs = []
for f in sorted(glob.glob(source + '/*.json')):
    d = json.load(open(f))
    for run in d['runs']:
        if any(s['do'] != 'helm' or s.get('faults') for s in run['steps']): continue
        rs = []
        for s in run['steps']:
            for q in s.get('requests', []):
                m, path, query = q['method'], q['path'], q.get('query') or ''
                if q.get('discovery') or 'watch=true' in query or q.get('note') or '<' in path or '/log' in path: continue
                if m == 'GET':
                    query = ''
                    if q['status'] not in (200, 404) or path.split('/')[-1] in ('secrets','pods','replicasets','configmaps','deployments','services','serviceaccounts','jobs'): continue
                ct = q.get('contentType')
                if ct and 'protobuf' in ct: ct = 'application/json'
                e = {'method': m, 'path': path, 'status': q['status']}
                if query: e['query'] = query
                if q.get('body') is not None: e['body'] = plain(q['body']); e['type'] = ct
                if q['status'] >= 400: e['message'] = q['response'].get('message')
                if rs and m == 'GET' and rs[-1] == e: continue
                rs.append(e)
        if rs: runs.append({'scenario': d['scenario'], 'helm': run['helm'], 'requests': rs})
with open(target, 'wb') as out:
    with gzip.GzipFile(fileobj=out, mode='wb', mtime=0, filename='') as z: z.write(json.dumps(runs, separators=(',', ':')).encode())
print(len(runs), sum(len(r['requests']) for r in runs), os.path.getsize(target))
